"""`hypomag`: check the pack, build a release from it, serve it.

Heavy modules are imported inside the commands, so that each starts only what it needs.
"""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from api import __version__
from api.errors import SetupError
from api.settings import Settings

if TYPE_CHECKING:
    from api.pack.load import Report

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
export = typer.Typer(no_args_is_help=True, help="Write the release in another form.")
app.add_typer(export, name="export")

Seed = Annotated[Path | None, typer.Option(help="The pack's folder (default: HYPOMAG_SEED_DIR).")]


@app.callback(invoke_without_command=True)
def root(version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False) -> None:
    """Evidence-backed knowledge about hypomagnesemia, as a REST API."""
    if version:
        typer.echo(f"hypomag {__version__}")
        raise typer.Exit


@app.command()
def check(seed: Seed = None) -> None:
    """Check the pack; print every finding with file and line, and exit 1 if there is any."""
    from api.pack.rules import check_pack

    pack, findings = check_pack(seed or _settings().seed_dir)
    for finding in findings:
        typer.echo(str(finding))
    counted = f"{len(pack.entities)} entities and {len(pack.references)} references"
    typer.echo(f"{len(findings)} finding(s) in {counted}", err=True)
    raise typer.Exit(1 if findings else 0)


@app.command()
def build(seed: Seed = None) -> None:
    """Build the release from the pack; a pack with findings changes nothing."""
    from api.db import sqlite_file

    settings = _settings()
    _build(seed or settings.seed_dir, sqlite_file(settings.database_url))


@app.command()
def schema(folder: Annotated[Path, typer.Argument(help="Where to write the files.")] = Path("seed/schema")) -> None:
    """Write the JSON Schema of each kind of pack file, for editors."""
    import json

    from api.pack.schema import json_schemas

    folder.mkdir(parents=True, exist_ok=True)
    for name, content in json_schemas().items():
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    typer.echo(f"Wrote {len(json_schemas())} files to {folder}")


@app.command()
def new(
    kind: Annotated[str, typer.Argument(help="cause, mechanism, symptom, medication-class, medication or function.")],
    name: Annotated[str, typer.Argument(help="The preferred name.")],
    seed: Seed = None,
) -> None:
    """Write the skeleton of a new entity; the check then says what is still to be filled in."""
    from api.pack.skeleton import write_skeleton

    file = write_skeleton(seed or _settings().seed_dir, kind, name)
    typer.echo(f"Wrote {file}: fill in what says TODO, then run `hypomag check`.")


@app.command()
def manifest(seed: Seed = None) -> None:
    """Keep the manifest of the pack as it is now under seed/manifests/, when its version is released."""
    from api.pack.load import keep_manifest

    with _findings_told("written"):
        file = keep_manifest(seed or _settings().seed_dir)
    typer.echo(f"Wrote {file}")


@app.command()
def unpack(
    export: Annotated[Path, typer.Argument(help="A file from /v1/dataset/export/json.")],
    folder: Annotated[Path, typer.Argument(help="Where to write the pack; must be new or empty.")],
) -> None:
    """Turn the JSON export of a release back into a pack, to build on."""
    from api.pack.unpack import unpack as unpack_text

    typer.echo(f"Wrote {unpack_text(export.read_bytes(), folder)} files to {folder}")


@app.command()
def assess(
    items: Annotated[list[str] | None, typer.Argument(help="Names, brands, codes or lines of a list.")] = None,
    file: Annotated[
        Path | None, typer.Option(help="A text file (a line each), .csv with a header, or .json; - for standard input.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole answer as JSON.")] = False,
) -> None:
    """Assess a medication list on the local release: what its drugs do to magnesium, with claims."""
    from rich.console import Console

    from api.assess import assess_list, print_assessment, read_list
    from api.db import sqlite_file

    release = sqlite_file(_settings().database_url)
    if not release.is_file():
        raise SetupError(f"There is no release at {release}: run `hypomag build`.")
    listed: list[object] = [*(items or [])]
    if file is not None:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        listed += read_list(file, content)
    if not listed:
        raise SetupError("There is nothing to assess: give items, or a list by --file.")
    found = assess_list(release, listed)
    if as_json:
        typer.echo(found.model_dump_json(exclude_none=True))
    else:
        print_assessment(found, Console(highlight=False))


@export.command()
def static(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A link is put there, to a folder beside it.")],
) -> None:
    """Write every page of the release as a file, for a web server or a content delivery network."""
    from api.static_export.export import export_static

    done = export_static(_settings(), folder)
    typer.echo(f"{'Wrote' if done.fresh else 'Up to date:'} {done.folder} ({done.files} files)")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes.")] = 1,
) -> None:
    """Serve the release; build it first when there is none or the pack has changed."""
    # Loading makes no garbage to look for, and takes a fifth less time; `app_from_environment` turns it on again.
    gc.disable()
    import uvicorn

    from api.db import sqlite_file
    from api.edge.uvicorn_protocol import ReadyAnswerProtocol

    settings = _settings()
    target = sqlite_file(settings.database_url)
    _refuse_taken(host, port)
    _build_if_outdated(settings.seed_dir, target)
    # The workers get the file itself, not the link: a build that moves the link must not mix releases.
    os.environ["HYPOMAG_DATABASE_URL"] = f"sqlite:///{target.resolve()}"
    _refuse_unservable(_settings())
    uvicorn.run(
        "api.app:app_from_environment",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        http=ReadyAnswerProtocol,
        access_log=settings.access_log,
        server_header=False,
        timeout_keep_alive=30,
    )


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        prefix = Settings.model_config.get("env_prefix", "")
        faults = "; ".join(f"{prefix}{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise SetupError(f"A setting cannot be used. {faults}.") from None


def _refuse_taken(host: str, port: int) -> None:
    """Try the address before any work is done for it."""
    import socket

    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        # A name that cannot be resolved has a number below zero, which the system has no words for.
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        raise SetupError(f"Cannot listen on {host}, port {port} ({reason}): choose others by --host, --port.") from None


def _refuse_unservable(settings: Settings) -> None:
    """Open the release once here, so that a fault is one sentence and not a traceback per worker."""
    from api.app import open_release

    engine, _ = open_release(settings)
    engine.dispose()


def _build_if_outdated(seed: Path, target: Path) -> None:
    from api.pack.stamp import is_current

    if not seed.is_dir() and target.exists():
        return
    if is_current(seed, target):
        return
    try:
        _build(seed, target)
    except typer.Exit:
        if not target.exists():
            raise
        typer.echo("The release that is there is served; it does not have these changes.", err=True)


def _build(seed: Path, target: Path) -> None:
    from api.pack.load import build_release

    with _findings_told("built"), _progress() as report:
        built = build_release(seed, target, report)
    typer.echo(f"{'Built' if built.fresh else 'Up to date:'} {built.file} (release {built.digest[:16]})")


@contextmanager
def _findings_told(undone: str) -> Iterator[None]:
    from api.pack.finding import PackError

    try:
        yield
    except PackError as error:
        for finding in error.findings:
            typer.echo(str(finding), err=True)
        typer.echo(f"{len(error.findings)} finding(s): nothing was {undone}.", err=True)
        raise typer.Exit(1) from None


@contextmanager
def _progress() -> Iterator["Report"]:
    """A bar on a terminal, a line per step elsewhere."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda step, _share: typer.echo(step, err=True)
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<16}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda step, share: bar.update(task, description=step, completed=share)


def main() -> None:
    """Entry point; a start-up fault is one sentence on standard error."""
    try:
        app()
    except SetupError as error:
        typer.echo(str(error), err=True)
    except OSError as error:
        typer.echo(f"{error.filename}: {error.strerror}.", err=True)
    else:
        return
    raise SystemExit(1)
