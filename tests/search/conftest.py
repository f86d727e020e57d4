"""Searching the real release."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from api.db import open_for_serving
from api.pack.load import Built


@pytest.fixture(scope="session")
def engine(real_release: Built) -> Iterator[Engine]:
    """Reads the real release."""
    engine = open_for_serving(real_release.file)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def session(engine: Engine) -> Iterator[Session]:
    """One session for all searches of a worker: they only read."""
    with Session(engine) as session:
        yield session
