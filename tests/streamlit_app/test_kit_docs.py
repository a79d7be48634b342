"""Every Python block of the documentation runs, and the kit's page has all its names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import gatepost.testing
from tests.e2e.clone import blocks as followed
from tests.repository import ROOT, text
from tests.streamlit_app.python_blocks import Block, Surroundings, python_blocks, run_script
from tests.streamlit_app.test_kit_plugin import run

# Its blocks are files of the demo app: tests/e2e/test_extend.py makes them and runs their tests.
EXAMPLE = "docs/extend.md"
SURROUNDINGS = {
    "README.md": Surroundings(answers={"GET /api/pong": {"message": "pong"}}),
    "docs/caching.md": Surroundings(
        before=(
            'api = st.connection("protected_api", type=gatepost.ProtectedApi)\n'
            "user = gatepost.require_user()\n"
            "class Index:\n    size = 0\n    def __init__(self, sub): ...\n"
        ),
        answers={"GET /orders": [{"item": 7}]},
    ),
    "docs/guards.md": Surroundings(),
    "streamlit_app/PYPI.md": Surroundings(),
    "streamlit_app/README.md": Surroundings(
        before=(
            "from io import BytesIO\nfrom messages import PasswordFound, ShowText\n"
            "def nothing(*_): ...\n"
            "forget = take_password = show_error = show = nothing\n"
            "file, uploaded = BytesIO(), BytesIO(b'a photo')\n"
            'api = st.connection("protected_api", type=gatepost.ProtectedApi)\n'
            "user = gatepost.current_user() or st.stop()\n"
        ),
        answers={
            "GET /api/pong": {"message": "pong"},
            "/orders": [{"item": 7}],
            "PUT /users/{id}/photo": None,
            "GET /export": b"a,b\n",
            "GET /events": "data: 1\n\ndata: 2\n\n",
            **{f"GET /{path}": {} for path in "abc"},
        },
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
