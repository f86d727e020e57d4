"""The one way in which a route gets a database session."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from api.db import CONNECTIONS


def get_session(request: Request) -> Iterator[Session]:
    """A session on the release that this process serves."""
    with Session(request.app.state.engine) as session:
        yield session


# The limit is that of the pool: a route in the thread pool must never wait for a connection that only another
# waiting route could give back. With `function` scope the session is closed before the answer is sent, so a slow
# client holds none.
SessionDep = Annotated[Session, Depends(get_session, scope="function", max_concurrency=CONNECTIONS)]
