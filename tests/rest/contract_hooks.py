"""What `schemathesis` may not hold against the API, because a schema cannot say it; loaded by `contract.toml`."""

import json
import re
from typing import Any

import schemathesis
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.openapi.checks import JsonSchemaError, RejectedPositiveData

# Their right values are those that are in the data, or that an answer gave.
NAMED_BY_THE_DATA = {
    # Something must be known.
    "body",
    "body.absent",
    "body.conditions",
    # What is said twice must agree.
    "body.flags",
    "body.laboratory",
    "body.laboratory.age",
    "body.laboratory.flags",
    "body.findings",
    # An item needs a text or a code.
    "body.items",
    "body.items.code",
    "body.medications",
    "body.medications.code",
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

# Which units a value may have depends on what it is of, and which values are possible on the unit; two results may not
# stand beside the values that they are made of.
VALUE = re.compile(
    r"body(\.laboratory)?\."
    r"(\w+\.(value|unit|reference_range(\.low)?)|fractional_excretion_magnesium|urine_magnesium_creatinine_ratio)"
)


@schemathesis.hook
def filter_failure(
    context: schemathesis.HookContext, failure: Failure, case: schemathesis.Case[Any], response: Response
) -> bool:
    """Whether a failure is one."""
    if isinstance(failure, JsonSchemaError):
        return not ("fields" in case.query and failure.schema_path[-1] == "required")
    if isinstance(failure, RejectedPositiveData):
        faults = json.loads(response.content).get("errors", [])
        places = {re.sub(r"\.\d+", "", fault["where"]) for fault in faults}
        return not places or not all(place in NAMED_BY_THE_DATA or VALUE.fullmatch(place) for place in places)
    return True
