"""Path parameters that several routers share."""

from typing import Annotated

from fastapi import Path

# Any short text: what is not there answers 404 with the nearest ids, which helps more than a 422 about its form.
Slug = Annotated[str, Path(min_length=1, max_length=120, description="The entity's slug.")]
