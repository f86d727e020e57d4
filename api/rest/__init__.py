"""The REST door: one thin router per resource under /v1."""
