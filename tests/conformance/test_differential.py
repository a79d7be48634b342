"""Our verdict on a token compared with those of joserfc and PyJWT."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, event, given, settings

from tests.conformance.differences import LENIENT, STRICTER, Difference, harmless_refusals
from tests.conformance.drafts import FORMS, TEXT_STYLES, Draft, members
from tests.conformance.judges import Panel
from tests.conformance.near_misses import CLAIMS, HEADER, ODD_VALUES, drafts
from tests.functions.issuer import NOW, Signer


@pytest.fixture(autouse=True)
def _still_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(scope="module")
def panel(signer: Signer) -> Panel:
    return Panel(signer)


def unexplained(panel: Panel, token: str) -> set[str]:
    """The verifiers whose verdict differs from ours for a reason that the tables do not have."""
    reason, accepting = panel.ours(token), panel.accepting(token)
    if reason is None:
        return panel.others.keys() - accepting - harmless_refusals(*members(token))
    rows = [row.accepted_by for row in STRICTER.values() if row.reason == reason]
    return set(accepting.difference(*rows))


def test_all_accept_the_good_token(panel: Panel, signer: Signer) -> None:
    for style in ("plain", "blanks around"):
        token = Draft(header_style=style, payload_style=style).sign(signer)
        assert panel.ours(token) is None
        assert panel.accepting(token) == panel.others.keys()
        assert harmless_refusals(*members(token)) == frozenset()


def test_all_refuse_the_token_of_a_stranger(panel: Panel, stranger: Signer) -> None:
    token = Draft().sign(stranger)
    assert panel.ours(token) == "signature"
    assert panel.accepting(token) == frozenset()


@pytest.mark.parametrize("row", STRICTER.values(), ids=STRICTER.keys())
def test_others_accept_what_we_refuse_as_the_table_says(
    panel: Panel, signer: Signer, row: Difference
) -> None:
    token = row.draft.sign(signer)
    assert panel.ours(token) == row.reason
    assert panel.accepting(token) == row.accepted_by


@pytest.mark.parametrize(("draft", "refused_by"), LENIENT.values(), ids=LENIENT.keys())
def test_we_accept_what_others_refuse_as_the_table_says(
    panel: Panel, signer: Signer, draft: Draft, refused_by: frozenset[str]
) -> None:
    token = draft.sign(signer)
    assert panel.ours(token) is None
    assert panel.others.keys() - panel.accepting(token) == refused_by


@settings(
    max_examples=10 * settings().max_examples,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(draft=drafts)
def test_no_token_is_judged_differently_without_an_explanation(
    panel: Panel, signer: Signer, draft: Draft
) -> None:
    token = draft.sign(signer)
    event("refused" if panel.ours(token) else "accepted")
    assert unexplained(panel, token) == set()


def single_changes(members: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [{name: value} for name, near in members.items() for value in (*near, *ODD_VALUES)]


SINGLE_CHANGES = {
    "header": [Draft(header=change) for change in single_changes(HEADER)],
    "claims": [Draft(claims=change) for change in single_changes(CLAIMS)],
    "style of the header": [Draft(header_style=style) for style in TEXT_STYLES],
    "style of the payload": [Draft(payload_style=style) for style in TEXT_STYLES],
    "form": [Draft(form=form) for form in FORMS],
}


@pytest.mark.parametrize("drafts", SINGLE_CHANGES.values(), ids=SINGLE_CHANGES.keys())
def test_no_single_change_is_judged_differently_without_an_explanation(
    panel: Panel, signer: Signer, drafts: list[Draft]
) -> None:
    assert drafts
    assert [draft for draft in drafts if unexplained(panel, draft.sign(signer))] == []
