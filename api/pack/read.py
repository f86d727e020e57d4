"""Reads the folder tree of a pack into validated entries, keeping the place of everything."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from api.pack.code_tables import CodeNameEntry, ProductEntry, read_code_names, read_products
from api.pack.finding import Finding, did_you_mean
from api.pack.manifest import Manifest, read_manifests
from api.pack.schema import ENTITY_ENTRIES, SLUG_PATTERN, DatasetEntry, EntityEntry, Entry, ReferenceEntry
from api.pack.yaml import Document, Location, YamlFault, read_yaml
from api.vocabulary import EntityType

# Folders of the pack that hold no entities.
OTHER_FOLDERS = {"references", "schema", "codes", "manifests"}


@dataclass
class Pack:
    """All entries that were valid by themselves; `rules.py` checks how they fit together."""

    root: Path
    dataset: DatasetEntry | None = None
    references: dict[str, ReferenceEntry] = field(default_factory=dict)
    entities: dict[str, EntityEntry] = field(default_factory=dict)
    """Entity by path (`causes/celiac-disease`)."""
    notice: str = ""
    """`NOTICE.md`: sources, licences and the attributions they ask for."""
    code_names: dict[str, CodeNameEntry] = field(default_factory=dict)
    products: dict[str, ProductEntry] = field(default_factory=dict)
    manifests: dict[str, Manifest] = field(default_factory=dict)
    """Of earlier releases, by version."""
    documents: dict[str, Document] = field(default_factory=dict)
    """Source document by path, for line numbers."""

    def of_type(self, kind: EntityType) -> dict[str, EntityEntry]:
        """Entries of one type by slug."""
        prefix = f"{kind}/"
        return {path[len(prefix) :]: entry for path, entry in self.entities.items() if path.startswith(prefix)}

    def finding(self, path: str, location: Location, message: str) -> Finding:
        """A finding at a place inside an entity, a reference or the dataset file."""
        document = self.documents.get(path)
        return Finding(f"{self.root.name}/{path}.yaml", document.line(location) if document else 1, message)


def read_pack(root: Path) -> tuple[Pack, list[Finding]]:
    """Read every file under `root`.

    Returns:
        The entries that are valid by themselves, and a finding for each that is not.
    """
    pack = Pack(root)
    findings: list[Finding] = []
    if not root.is_dir():
        message = "there is no such folder: set HYPOMAG_SEED_DIR or run from the project's folder"
        return pack, [Finding(str(root), 1, message)]
    for file, path, model in _files(root, findings):
        entry = _read_file(pack, file, path, model, findings)
        if isinstance(entry, DatasetEntry):
            pack.dataset = entry
        elif isinstance(entry, ReferenceEntry):
            pack.references[file.stem] = entry
        elif isinstance(entry, EntityEntry):
            pack.entities[path] = entry
    pack.notice = _notice(root, findings)
    pack.code_names = read_code_names(root, findings)
    pack.products = read_products(root, findings)
    pack.manifests = read_manifests(root, findings)
    if "dataset" not in pack.documents:
        findings.append(Finding(f"{root.name}/dataset.yaml", 1, "the file is missing"))
    return pack, findings


def _notice(root: Path, findings: list[Finding]) -> str:
    try:
        return (root / "NOTICE.md").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        findings.append(Finding(f"{root.name}/NOTICE.md", 1, f"cannot be read: {error.__class__.__name__}"))
        return ""


def _files(root: Path, findings: list[Finding]) -> Iterator[tuple[Path, str, type[Entry]]]:
    """Each pack file with its path (`causes/celiac-disease`) and authoring model, in a stable order."""
    models: Mapping[str, type[Entry]] = dict(ENTITY_ENTRIES) | {"references": ReferenceEntry}
    if (root / "dataset.yaml").is_file():
        yield root / "dataset.yaml", "dataset", DatasetEntry
    for folder in sorted(p for p in root.iterdir() if p.is_dir() and not p.name.startswith(".")):
        if folder.name not in models:
            if folder.name not in OTHER_FOLDERS:
                hint = did_you_mean(folder.name, models)
                findings.append(Finding(f"{root.name}/{folder.name}", 1, f"unknown folder{hint}"))
            continue
        slugs: dict[str, str] = {}
        for file in sorted(f for f in folder.iterdir() if not f.name.startswith(".")):
            relative = f"{root.name}/{folder.name}/{file.name}"
            slug = file.stem.lower()
            if slug in slugs:
                findings.append(Finding(relative, 1, f"duplicate slug {slug!r}: {slugs[slug]} has it already"))
            elif file.suffix != ".yaml" or not re.fullmatch(SLUG_PATTERN, file.stem):
                message = "a file name is a slug of lower-case letters, digits and hyphens, and ends in .yaml"
                findings.append(Finding(relative, 1, message))
            else:
                yield file, f"{folder.name}/{file.stem}", models[folder.name]
            slugs.setdefault(slug, file.name)


def _read_file(pack: Pack, file: Path, path: str, model: type[Entry], findings: list[Finding]) -> Entry | None:
    relative = f"{pack.root.name}/{path}.yaml"
    try:
        document = read_yaml(file.read_text(encoding="utf-8"))
    except YamlFault as fault:
        findings.append(Finding(relative, fault.line, fault.message))
        pack.documents[path] = Document()
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        findings.append(Finding(relative, 1, f"cannot be read: {reason}"))
        pack.documents[path] = Document()
        return None
    pack.documents[path] = document
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        findings.extend(_explain(relative, document, model, details) for details in error.errors())
        return None


def _explain(file: str, document: Document, model: type[Entry], details: ErrorDetails) -> Finding:
    """A Pydantic error in a curator's words."""
    location: Location = tuple(part for part in details["loc"] if part != "[key]")
    dotted = ".".join(str(part) for part in location)
    where = f"{dotted}: " if dotted else ""
    context: dict[str, Any] = details.get("ctx", {})
    value = details["input"]
    match details["type"]:
        case "extra_forbidden":
            hint = did_you_mean(str(location[-1]), _field_names(model, location[:-1]))
            message = f"unknown field {dotted!r}{hint}"
        case "missing":
            message = f"the field {dotted!r} is missing"
        case "literal_error":
            choices = re.findall(r"'([^']*)'", context["expected"])
            message = f"{dotted}: {value!r} is not one of {', '.join(choices)}{did_you_mean(str(value), choices)}"
        case "string_type":
            advice = ": quote it" if isinstance(value, int | float) else ""
            message = f"{dotted}: text was expected, not {_shown(value)}{advice}"
        case "string_pattern_mismatch":
            message = f"{dotted}: {value!r} does not have the form {context['pattern']}"
        case "value_error":
            message = f"{where}{context['error']}"
        case "model_type":
            message = f"{where}fields were expected, not {_shown(value)}"
        case _:
            message = f"{where}{details['msg']}"
    return Finding(file, document.line(location), message)


def _shown(value: object) -> str:
    return "nothing" if value is None else repr(value)


def _field_names(model: type[Entry], location: Location) -> list[str]:
    """Field names of the model that stands at `location` below `model`, for suggestions."""
    schema = model.model_json_schema()
    node: dict[str, Any] = schema
    for part in location:
        node = (
            node.get("items", {})
            if isinstance(part, int)
            else node.get("properties", {}).get(part) or node.get("additionalProperties", {})
        )
        for choice in node.get("anyOf", []):
            node = choice if "$ref" in choice else node
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
    return list(node.get("properties", {}))
