"""Every Python block of the documentation runs, and the kit's page has all its names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import gatepost.testing
from gatepost.testing import FakeApi
from gatepost.testing.answers import Answerable
from tests.e2e.clone import blocks as followed
from tests.repository import ROOT, text
from tests.streamlit_app.python_blocks import Block, Surroundings, python_blocks, run_script
from tests.streamlit_app.test_kit_plugin import run

# Its blocks are files of the demo app: tests/e2e/test_extend.py makes them and runs their tests.
EXAMPLE = "docs/extend.md"
BILLING = "https://billing.example.com"
API = 'api = st.connection("protected_api", type=gatepost.ProtectedApi)\n'
SOMEBODY = "user = gatepost.current_user() or st.stop()\n"
MESSAGES: Mapping[str, Answerable] = {"/api/messages": ["Good morning"]}
PONG: Mapping[str, Answerable] = {"GET /api/pong": {"message": "pong"}}
SURROUNDINGS = {
    "README.md": Surroundings(answers=PONG),
    "docs/apis.md": Surroundings(
        before=API
        + SOMEBODY
        + "from io import BytesIO\nfile, uploaded = BytesIO(), BytesIO(b'1')\n",
        answers={
            **PONG,
            "POST /orders": FakeApi.sequence({}, FakeApi.refuse(409, code="sold_out"), {}),
            "PUT /users/{id}/photo": None,
            "GET /export": b"a,b\n",
            "GET /events": "data: 1\n\ndata: 2\n\n",
            "GET /story": "Once\nupon a time\n",
            f"GET {BILLING}/v1/invoices": [{"amount": 7}],
        },
        secrets={"connections": {"billing": {"api_url": f"{BILLING}/v1", "audience": BILLING}}},
        apis={BILLING: ["read:invoices"]},
    ),
    "docs/caching.md": Surroundings(
        before=API + SOMEBODY + "class Index:\n    size = 0\n    def __init__(self, sub): ...\n",
        answers={"GET /orders": [{"item": 7}]},
    ),
    "docs/from-st-login.md": Surroundings(),
    "docs/from-streamlit-keycloak.md": Surroundings(before="import httpx\n", answers=MESSAGES),
    "docs/from-streamlit-oauth.md": Surroundings(
        before="import httpx\n",
        answers=MESSAGES,
        secrets={"client_id": "client", "client_secret": "secret"},
    ),
    "docs/guards.md": Surroundings(),
    "docs/start.md": Surroundings(answers=PONG),
    "docs/step-up.md": Surroundings(before=API, answers=MESSAGES),
    "docs/threads.md": Surroundings(
        before=API + SOMEBODY,
        answers={"GET /reports/{month}": 200, **{f"GET /{path}": {} for path in "abc"}},
    ),
    "streamlit_app/PYPI.md": Surroundings(),
    "streamlit_app/README.md": Surroundings(
        before=(
            "from messages import PasswordFound, ShowText\n"
            "def forget(*_): ...\ntake_password = show_error = forget\n" + SOMEBODY
        ),
        answers=PONG,
    ),
}
BLOCKS = [block for block in python_blocks() if block.page != EXAMPLE]
SCRIPTS = [block for block in BLOCKS if not block.file and not block.is_test]
TESTED = sorted({block.page for block in BLOCKS if block.is_test})


@pytest.mark.parametrize("block", SCRIPTS, ids=lambda block: f"{block.page}:{block.line}")
def test_script_runs(block: Block) -> None:
    assert block.page in SURROUNDINGS, f"add what surrounds the blocks of {block.page}"
    run_script(block, SURROUNDINGS[block.page])


@pytest.mark.parametrize("page", TESTED)
def test_app_of_a_page_passes_its_tests(page: str, tmp_path: Path) -> None:
    blocks = [block for block in BLOCKS if block.page == page]
    for block in blocks:
        if block.file:
            (tmp_path / block.file).write_text(block.text)
    source = "\n".join(block.text for block in blocks if block.is_test)
    shown = run(tmp_path, source)
    assert re.search(r"^\d+ passed in", shown, re.MULTILINE), shown


def test_every_file_belongs_to_a_page_with_tests() -> None:
    assert {block.page for block in BLOCKS if block.file} <= set(TESTED)


def test_every_block_of_the_example_is_one_of_its_steps() -> None:
    steps = {block.text for block in followed("The example") if block.path}
    blocks = [block for block in python_blocks() if block.page == EXAMPLE]
    assert [f"{block.page}:{block.line}" for block in blocks if block.text not in steps] == []
    assert blocks


def test_surroundings_are_those_of_pages_with_scripts() -> None:
    assert SURROUNDINGS.keys() == {block.page for block in SCRIPTS}


def test_every_name_of_the_kit_stands_in_its_page() -> None:
    page = text(ROOT / "docs" / "testing.md")
    result_types = {"Answer", "ApiCall"}
    exported = set(gatepost.testing.__all__) - result_types
    assert [name for name in exported if f"`{name}" not in page] == []
