"""The desk's data against its own description: whatever is asked, no answer is an error of ours or breaks its schema."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from deconflict.web.app import make_app
from deconflict.web.desk import Settings
from tests.desks import desk_on

schemathesis = pytest.importorskip("schemathesis")


@pytest.fixture(scope="module")
def described(shared_ledger, tmp_path_factory):
    desk = desk_on(shared_ledger, tmp_path_factory.mktemp("people"), Settings("Amina", rate=10_000, burst=100_000, hosts=("*",)))
    return schemathesis.openapi.from_asgi("/openapi.json", make_app(desk))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_answer_is_as_described(described, method):
    asked = set()
    for found in described.get_all_operations():
        operation = found.ok()
        if operation.method.upper() == method:
            asked.add(operation.path)
            _answers_as_described(operation)
    assert len(asked) >= (12 if method == "GET" else 2)


def _answers_as_described(operation) -> None:
    """Ask with what the description allows, as far as it goes."""
    checks = schemathesis.checks

    @settings(max_examples=8, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def one(case):
        kept = (
            checks.not_a_server_error,
            checks.status_code_conformance,
            checks.content_type_conformance,
            checks.response_schema_conformance,
        )
        case.validate_response(case.call(), checks=list(kept))

    one()
