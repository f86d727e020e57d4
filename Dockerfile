# Build: install the lock, build the release from the pack. The pack is checked on the way; a bad one fails the image.
FROM python:3.13-slim AS build
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv .venv \
    && .venv/bin/python -m pip install --no-cache-dir --only-binary :all: --require-hashes --requirement requirements.lock
COPY LICENSE pyproject.toml ./
COPY api api
COPY migrations migrations
COPY seed seed
RUN .venv/bin/python -m pip install --no-build-isolation --no-deps --no-index --editable . \
    && .venv/bin/python -m compileall -q api migrations \
    && .venv/bin/hypomag build

# Serve: everything belongs to root and nothing is written, so any user and a read-only root file system will do.
FROM python:3.13-slim
LABEL org.opencontainers.image.title="Hypomag" \
      org.opencontainers.image.description="REST API for evidence-backed knowledge about hypomagnesemia" \
      org.opencontainers.image.licenses="Apache-2.0 AND CC-BY-4.0"
WORKDIR /app
COPY --from=build /app /app
ENV PYTHONDONTWRITEBYTECODE=1
USER 65532:65532
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
    CMD [".venv/bin/python", "-c", "from urllib.request import ProxyHandler, build_opener; build_opener(ProxyHandler({})).open('http://127.0.0.1:8000/healthz', timeout=2)"]
# One process per container: scale by replicas.
CMD [".venv/bin/hypomag", "serve", "--host", "0.0.0.0", "--port", "8000", "--workers", "1"]
