"""One frozen settings class, read from the environment (prefix `HYPOMAG_`); built only by `app` and `cli`."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything an operator can set. Each field's description is the settings table of the documentation."""

    model_config = SettingsConfigDict(env_prefix="HYPOMAG_", frozen=True, extra="ignore")

    database_url: str = Field(
        default="sqlite:///var/hypomag.sqlite",
        description="Where the release is. For SQLite: a file, or the link that `hypomag build` moves to the newest.",
    )
    seed_dir: Path = Field(default=Path("seed"), description="The pack that `hypomag build` and `hypomag check` read.")
    public_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s?#]+[^/\s?#])?$",
        description="Prefix of all links in answers, for example https://api.example.org. Empty: links are path-only.",
    )
    cache_max_age: int = Field(default=3600, ge=0, le=31_536_000, description="Seconds that an answer may be kept.")
    cache_stale_while_revalidate: int = Field(
        default=86_400, ge=0, le=31_536_000, description="Seconds that a stale one may be shown during refresh."
    )
    cache_bytes: int = Field(
        default=64 * 1024 * 1024, ge=0, description="Memory for ready answers, per process; 0 keeps none."
    )
    cache_warm: bool = Field(
        default=False, description="Make the answers of all paths without a variable part before the first request."
    )
    access_log: bool = Field(
        default=False, description="Log each request (uvicorn's access log); it costs more than the answer."
    )
    max_body_bytes: int = Field(default=1_048_576, ge=1, description="Largest request body that is read.")
