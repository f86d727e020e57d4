"""What FastAPI itself costs: a route that returns bytes that were made before (`BENCH_BODIES`, as for `bare`)."""

import os
from pathlib import Path

from fastapi import FastAPI, Response


def create() -> FastAPI:
    """The application, for `uvicorn --factory`."""
    bodies = {file.name: file.read_bytes() for file in Path(os.environ["BENCH_BODIES"]).iterdir()}
    app = FastAPI()

    @app.api_route("/{name}", methods=["GET", "POST"])
    async def answer(name: str) -> Response:
        if name == "304":
            return Response(status_code=304, headers={"ETag": 'W/"constant"'})
        return Response(bodies[name], media_type="application/json")

    return app
