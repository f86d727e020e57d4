"""The one way in which a route gets a database session."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from api.db import SESSIONS


def get_session(request: Request) -> Iterator[Session]:
    """A session on the release that this process serves."""
    with Session(request.app.state.engine) as session:
        yield session


# Only assessments take one. They compute, so a few at a time are quickest; and a route in the thread pool must never
# wait for a connection that only another waiting route could give back. With `function` scope the session is closed
# before the answer is sent, so a slow client holds none.
SessionDep = Annotated[Session, Depends(get_session, scope="function", max_concurrency=SESSIONS)]
