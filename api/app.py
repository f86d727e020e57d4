"""Puts the house together: the only file that knows every door, middleware and handler."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

from fastapi import FastAPI
from sqlalchemy import Engine

from api import __version__
from api.db import open_for_serving, sqlite_file
from api.edge.asking import Release
from api.edge.release_stamp import ReleaseStamp
from api.edge.stack import address_book, install_edge
from api.edge.warm_up import warm_up
from api.errors import SetupError
from api.knowledge.release import read_identity
from api.rest.openapi import describe
from api.rest.v1 import rest_router
from api.settings import Settings


def open_release(settings: Settings) -> tuple[Engine, ReleaseStamp]:
    """The release that the settings name, opened and found to be one of ours.

    Raises:
        SetupError: there is no release, or it cannot be served; the message says what to do.
    """
    file = sqlite_file(settings.database_url)
    if not file.is_file():
        raise SetupError(f"There is no release at {file}: run `hypomag build` (or `hypomag serve`, which builds it).")
    engine = open_for_serving(file)
    try:
        with engine.connect() as connection:
            identity = read_identity(connection)
    except SetupError:
        engine.dispose()
        raise
    return engine, ReleaseStamp(identity.version, identity.digest, date.fromisoformat(identity.date))


def create_app(settings: Settings) -> FastAPI:
    """The application on the release that the settings name.

    Raises:
        SetupError: there is no release, or it cannot be served; the message says what to do.
    """
    engine, stamp = open_release(settings)
    release = Release(engine)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if settings.cache_warm and settings.cache_bytes:
            await warm_up(app, address_book(app).fixed_paths())
        yield
        release.close()

    app = FastAPI(
        title="Hypomag",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # FastAPI would ask for each request whether anybody listens, which costs more than an answer from memory.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.engine = engine
    app.state.release = release
    app.state.release_file = sqlite_file(settings.database_url).resolve()
    app.state.settings = settings
    app.include_router(rest_router())
    install_edge(app, settings, lambda: stamp, __version__)
    describe(app)
    return app


def app_from_environment() -> FastAPI:
    """What `uvicorn --factory` calls in each worker."""
    app = create_app(Settings())
    # What is there now stays to the end: to go through it again and again would only hold up requests.
    gc.collect()
    gc.freeze()
    gc.enable()
    return app
