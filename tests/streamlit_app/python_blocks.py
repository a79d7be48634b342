"""The Python blocks of the documentation, and how each runs.

A block that begins with a comment such as ``# app.py`` is a file. One with tests, or with an import
of ``gatepost.testing``, is a part of the test module of its page, beside these files. Any other is
a script: somebody opens it, presses each of its buttons, and another person takes their place.
"""

from __future__ import annotations

import ast
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from streamlit.testing.v1 import AppTest

from gatepost.testing import FakeApi, signed_in, signed_out
from gatepost.testing.answers import Answerable
from tests.repository import listed, name, text

_BLOCK = re.compile(r"^[ \t]*```[ \t]*py\w*\b[^\n]*\n(.*?)^[ \t]*```", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# (\w+\.py)\n")
_TESTS = re.compile(r"^def test_|^from gatepost\.testing import", re.MULTILINE)
# What every page takes for granted.
_BEFORE = """
import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import streamlit as st

import gatepost

"""


@dataclass(frozen=True)
class Block:
    """One block; ``line`` is where its text begins in its page."""

    page: str
    line: int
    text: str

    @property
    def file(self) -> str | None:
        """Return the name of the file that it is, if it is one."""
        found = _FILE.match(self.text)
        return found and found[1]

    @property
    def is_test(self) -> bool:
        """Return whether it is a part of a test module."""
        return not self.file and bool(_TESTS.search(self.text))

    def functions(self) -> set[str]:
        """Return the names of the functions that it defines, without those that do nothing."""
        defined = [
            node
            for node in ast.walk(ast.parse(self.text))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        return {node.name for node in defined if ast.unparse(node.body[0]) != "..."}


@dataclass(frozen=True)
class Surroundings:
    """What a page's scripts find: names, answers of the API, secrets, people's other APIs."""

    before: str = ""
    answers: Mapping[str, Answerable] = field(default_factory=dict)
    secrets: Mapping[str, Any] = field(default_factory=dict)
    apis: Mapping[str, list[str]] = field(default_factory=dict)


def python_blocks() -> Iterator[Block]:
    """Yield the blocks of all pages, in order."""
    for path in listed("--cached", "--others", "--exclude-standard"):
        if path.suffix == ".md":
            page = text(path)
            for block in _BLOCK.finditer(page):
                yield Block(name(path), page.count("\n", 0, block.start(1)) + 1, block[1])


def run_script(block: Block, surroundings: Surroundings) -> None:
    """Run a script as two people and as nobody, and press all buttons.

    Raises:
        AssertionError: It shows an error, calls what the API does not know, or has a function that
            was never called.
    """
    at = AppTest.from_string(_BEFORE + surroundings.before + "\n" + block.text, default_timeout=20)
    for section, value in surroundings.secrets.items():
        at.secrets[section] = value
    script, called = at._script_path, set()

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_filename == script:
            called.add(frame.f_code.co_name)

    threading.setprofile(note)
    try:
        with FakeApi(surroundings.answers):
            for person in ("Ada", "Grace", None):
                _visit(at, person, surroundings)
    finally:
        threading.setprofile(None)
    assert block.functions() <= called, f"nothing calls {block.functions() - called}"


def _visit(at: AppTest, person: str | None, surroundings: Surroundings) -> None:
    if person:
        scopes = ["read:messages", "write:messages"]
        signed_in(at, person, scopes=scopes, apis=surroundings.apis, authenticated_ago=60)
    else:
        signed_out(at)
    _run(at)
    for number in range(len(at.button)):
        if number < len(at.button):
            at.button[number].click()
            _run(at)


def _run(at: AppTest) -> None:
    at.run()
    errors = [f"{shown.message}\n{''.join(shown.stack_trace)}" for shown in at.exception]
    assert errors == []
