"""Text that came from outside, made safe to print in an answer or a log."""

_SHOWN = 100


def bounded(text: str, limit: int = _SHOWN) -> str:
    """At most `limit` characters, and encodable: a lone surrogate (JSON may carry one) becomes a question mark."""
    short = text if len(text) <= limit else f"{text[: limit - 1]}…"
    return short.encode("utf-8", "replace").decode()


def shown(value: object) -> str:
    """A value as a client would recognise it, for "got ..." in a message; collections are named, not printed."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple | set):
        return f"a list of {len(value)}"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    # An int of thousands of digits cannot even be turned into text.
    if isinstance(value, int) and value.bit_length() > 256:
        return "a very long number"
    return bounded(f"'{value}'" if isinstance(value, str) else str(value))
