"""What `schemathesis` may not hold against the API, because a schema cannot say it; loaded by `contract.toml`."""

import json
from typing import Any

import schemathesis
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.openapi.checks import JsonSchemaError, RejectedPositiveData

# Their right values are those that are in the data, or that an answer gave.
NAMED_BY_THE_DATA = {
    "path.system",
    "query.around",
    "query.class",
    "query.code",
    "query.cursor",
    "query.from",
    "query.mechanism",
    "query.medication",
    "query.parent",
    "query.q",
    "query.reference",
    "query.subject",
}


@schemathesis.hook
def filter_failure(
    context: schemathesis.HookContext, failure: Failure, case: schemathesis.Case[Any], response: Response
) -> bool:
    """Whether a failure is one."""
    if isinstance(failure, JsonSchemaError):
        return not ("fields" in case.query and failure.schema_path[-1] == "required")
    if isinstance(failure, RejectedPositiveData):
        faults = json.loads(response.content).get("errors", [])
        places = {fault["where"].rstrip("0123456789.") for fault in faults}
        return not places or not places <= NAMED_BY_THE_DATA
    return True
