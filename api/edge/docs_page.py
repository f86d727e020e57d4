"""`/docs`: the interactive OpenAPI page, served whole from here, so that it works without the internet."""

from base64 import b64encode
from hashlib import sha256
from html import escape
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

# Relative addresses: the page also works below a path prefix that a proxy adds.
_START = """SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: "list",
  filter: true,
  tryItOutEnabled: true,
  validatorUrl: null
});"""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" type="image/png" href="docs/assets/favicon-32x32.png">
<link rel="stylesheet" href="docs/assets/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<noscript>This page needs JavaScript. For machines there is <a href="openapi.json">openapi.json</a>.</noscript>
<script src="docs/assets/swagger-ui-bundle.js"></script>
<script>{start}</script>
</body>
</html>
"""


def install_docs_page(app: FastAPI, public_url: str) -> None:
    """Adds `/docs` and `/docs/assets` for the document at `/openapi.json`.

    The assets are the files that the package `fastapi-swagger` carries; none of its code runs. `public_url` is where
    the page may send its requests to, besides its own origin.
    """
    page = _PAGE.format(title=escape(app.title), start=_START)
    headers = {"Content-Security-Policy": _policy(public_url)}

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(page, headers=headers)

    app.mount("/docs/assets", StaticFiles(packages=[("fastapi_swagger", "resources")]), name="docs-assets")


def _policy(public_url: str) -> str:
    script = b64encode(sha256(_START.encode()).digest()).decode()
    parts = urlsplit(public_url)
    elsewhere = f" {parts.scheme}://{parts.netloc}" if public_url else ""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'sha256-{script}'",
            "style-src 'self'",
            "img-src 'self' data:",
            f"connect-src 'self'{elsewhere}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
