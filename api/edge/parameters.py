"""What a route takes: its query parameters and its body, read off the route itself."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, get_args, get_origin

from fastapi import Depends, Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.params import Form
from fastapi.routing import RouteContext
from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo

from api.edge.route_table import route_at
from api.errors import Fault, InvalidParameter


class _Nothing(BaseModel):
    model_config = ConfigDict(extra="forbid")


def _no_parameters(query: Annotated[_Nothing, Query()]) -> None:
    """Validation is all there is to it."""


NoParameters = Depends(_no_parameters)
"""Put it among the `dependencies` of a route without query parameters: any parameter is then refused, not ignored."""


async def _refuse_repeated(request: Request) -> None:
    counts = Counter(name for name, _ in request.query_params.multi_items())
    if len(counts) == len(request.query_params.multi_items()):
        return
    context = route_at(request.scope)
    single = [name for name, field in query_fields(context).items() if not takes_list(field)] if context else []
    faults = [
        Fault(f"query.{name}", f"The parameter is there {counts[name]} times.", "one value")
        for name in single
        if counts[name] > 1
    ]
    if faults:
        raise InvalidParameter("A parameter that takes one value is there more than once.", faults)


def takes_list(field: FieldInfo) -> bool:
    """Whether a parameter may be there more than once."""
    return any(get_origin(shape) is list for shape in (field.annotation, *get_args(field.annotation)))


SingleValues = Depends(_refuse_repeated)
"""Put it among the `dependencies` of a router: of two values for a parameter that takes one, none is ignored."""


def query_fields(context: RouteContext) -> dict[str, FieldInfo]:
    """The query parameters that a route knows, by the name that goes in the URL."""
    dependant: Dependant | None = getattr(context, "dependant", None)
    return dict(_query_fields(dependant)) if dependant is not None else {}


def _query_fields(dependant: Dependant) -> Iterator[tuple[str, FieldInfo]]:
    for parameter in dependant.query_params:
        model = _model_in(parameter.field_info.annotation)
        if model is None:
            yield parameter.alias, parameter.field_info
        else:
            yield from _fields(model).items()
    for dependency in dependant.dependencies:
        yield from _query_fields(dependency)


def json_body(context: RouteContext) -> FieldInfo | None:
    """The JSON body that a route reads; None when it reads none, or a form."""
    field: Any = getattr(context, "body_field", None)
    if field is None or isinstance(field.field_info, Form):
        return None
    info: FieldInfo = field.field_info
    return info


def fields_beside(body: FieldInfo, location: Sequence[str | int]) -> dict[str, FieldInfo]:
    """The fields of the object that holds `location` (as in Pydantic's `loc`, without "body"); {} if not known."""
    model = _model_in(body.annotation)
    for part in location[:-1]:
        if model is None or isinstance(part, int):
            continue
        field = _fields(model).get(part)
        model = _model_in(field.annotation) if field is not None else None
    return _fields(model) if model is not None else {}


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {
        field.validation_alias if isinstance(field.validation_alias, str) else name: field
        for name, field in model.model_fields.items()
    }


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The one model inside `Model`, `Model | None` or `list[Model]`; None when there is none or a choice of them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    models = {model for argument in get_args(annotation) if (model := _model_in(argument)) is not None}
    return models.pop() if len(models) == 1 else None
