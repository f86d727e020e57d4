"""Quality values (RFC 9110 section 12.4.2): the list with weights that `Accept` and `Accept-Encoding` share."""

import re

# Commas and semicolons inside quoted strings do not separate.
_ELEMENT = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')
_PART = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*"?)+')
_WEIGHT = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")


def weighted(field: str) -> list[tuple[str, float]]:
    """Each element's name in lower case, its parameters left out, with its weight, in the order of the field.

    An element with a malformed weight is left out: there is no telling what it means.
    """
    found = []
    for element in _ELEMENT.findall(field):
        name, *parameters = (part.strip() for part in _PART.findall(element) or [""])
        weight = _weight(parameters)
        if name and weight is not None:
            found.append((name.lower(), weight))
    return found


def _weight(parameters: list[str]) -> float | None:
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            return float(value) if _WEIGHT.fullmatch(value := value.strip()) else None
    return 1.0
