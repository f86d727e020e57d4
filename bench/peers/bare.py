"""The floor: an ASGI application that answers each path with constant bytes, and knows nothing else.

`BENCH_BODIES` is a folder of bodies; each is served under its own name. `/304` answers 304.
"""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


def _answers(folder: Path) -> dict[str, tuple[Message, Message]]:
    found: dict[str, tuple[Message, Message]] = {}
    for file in folder.iterdir():
        body = file.read_bytes()
        headers = [(b"content-length", str(len(body)).encode()), (b"content-type", b"application/json")]
        start = {"type": "http.response.start", "status": 200, "headers": headers}
        found[f"/{file.name}"] = (start, {"type": "http.response.body", "body": body})
    unchanged = {"type": "http.response.start", "status": 304, "headers": [(b"etag", b'W/"constant"')]}
    found["/304"] = (unchanged, {"type": "http.response.body", "body": b""})
    return found


def create() -> Application:
    """The application, for `uvicorn --factory`."""
    answers = _answers(Path(os.environ["BENCH_BODIES"]))

    async def application(scope: Message, _receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            start, body = answers[scope["path"]]
            await send(start)
            await send(body)

    return application
