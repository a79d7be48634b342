"""Framed pages that the component does not serve: written, generated, and admitted by a list."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from gatepost.__main__ import main
from gatepost.errors import OptionError, PageNotAllowed, SettingsError
from gatepost.pages.address import address_of
from gatepost.settings import parse_settings
from infra.local.node import NODE
from tests.repository import ROOT
from tests.streamlit_app.written_app import run_its_tests

TSC = ROOT / "component" / "node_modules" / "typescript" / "bin" / "tsc"
MESSAGE = """import dataclasses, gatepost
@dataclasses.dataclass(frozen=True, kw_only=True)
class Moved(gatepost.Event):
    {field}
EVENTS, COMMANDS = (Moved,), ()
"""
PAGE = "https://pages.example.com/poll/"
SETTINGS = {"component_url": "https://c.example.com", "app_url": "https://a.example.com"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert main(["new-page", "poll"]) == 0
    return tmp_path


def check_types(folder: Path) -> str:
    """The type checker's findings in the page, which has no npm of its own."""
    options = "--noEmit --allowJs --checkJs --strict --ignoreConfig --target es2022 --module esnext"
    run = subprocess.run(
        [NODE, TSC, *options.split(), "--moduleResolution", "bundler", "poll/page.js"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return run.stdout


def test_own_page_compiles_and_its_tests_pass_and_can_fail(folder: Path) -> None:
    assert check_types(folder) == ""
    assert run_its_tests(folder) == 0
    app = folder / "poll_app.py"
    app.write_text(app.read_text("utf-8").replace("+= 1", "+= 2"))
    assert run_its_tests(folder) == 1


@pytest.mark.parametrize(
    ("right", "wrong", "finding"),
    [
        ('"onVoteCast"', '"onVoteCust"', '"onVoteCust"\' is not assignable'),
        ("{ choice }", "{ choise: choice }", "'choise' does not exist"),
        ("asked.text", "asked.txt", "'txt' does not exist"),
        ("askQuestion(asked)", "askQuestions(asked)", "'askQuestions' does not exist"),
    ],
)
def test_misspelt_message_is_found_in_the_page(
    folder: Path, right: str, wrong: str, finding: str
) -> None:
    page = folder / "poll" / "page.js"
    assert right in page.read_text("utf-8")
    page.write_text(page.read_text("utf-8").replace(right, wrong))
    assert finding in check_types(folder)


def test_page_whose_messages_changed_is_stale_until_the_contract_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    contract = ["contract", "poll_messages.py", "poll"]
    assert main([*contract, "--check"]) == 0
    messages = folder / "poll_messages.py"
    messages.write_text(messages.read_text("utf-8").replace("choices:", "answers:"))
    kit = folder / "poll" / "gatepost.gen.js"
    kit.write_text("// of another release")
    capsys.readouterr()
    assert main([*contract, "--check"]) == 1
    command = "gatepost contract poll_messages.py poll"
    assert capsys.readouterr().err.splitlines() == [
        f"poll/{name} is stale: run {command}" for name in ("gatepost.gen.js", "messages.gen.js")
    ]
    assert main(contract) == 0
    assert main([*contract, "--check"]) == 0
    assert "Property 'choices' does not exist" in check_types(folder)


def test_nothing_is_overwritten(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "poll_messages.py").write_text("mine")
    assert main(["new-page", "poll"]) == 1
    assert "exists, and nothing was written" in capsys.readouterr().err
    assert (folder / "poll_messages.py").read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", ["", "Poll", "../poll", "1st", "po-ll", "x" * 42, "é"])
def test_name_that_no_module_can_have_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new-page", name]) == 1
    assert "can't be named" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("import nothing_of_that_name", "ModuleNotFoundError"),
        ("EVENTS = (", "SyntaxError"),
        ("COMMANDS = ()", "TypeError: it has no list EVENTS"),
        (MESSAGE.format(field="at: tuple[int, int]"), "TypeError: Moved.at can't be sent"),
        (None, "FileNotFoundError"),
    ],
)
def test_messages_that_cant_be_used_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str], text: str | None, wrong: str
) -> None:
    if text:
        (folder / "bad.py").write_text(text)
    assert main(["contract", "bad.py", "poll"]) == 1
    error = capsys.readouterr().err
    assert error.startswith(f"bad.py can't be used: {wrong}")
    assert "Traceback" not in error


def test_contract_makes_no_folder_of_a_misspelt_name(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["contract", "poll_messages.py", "pol"]) == 1
    assert capsys.readouterr().err == "There is no folder pol. Name that of the page.\n"


def test_addresses_are_written_where_they_belong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new-page", "poll", "--url", PAGE, "--app", SETTINGS["app_url"]]) == 0
    assert f'URL = "{PAGE}"' in (tmp_path / "poll_app.py").read_text("utf-8")
    assert '"https://pages.example.com"' in (tmp_path / "tests/test_poll.py").read_text("utf-8")
    assert '{"https://a.example.com": []}' in (tmp_path / "poll/index.html").read_text("utf-8")
    assert main(["new-page", "other", "--url", "pages.example.com"]) == 1
    assert main(["new-page", "other", "--app", "https://a.example.com/"]) == 1
    options = capsys.readouterr().err.splitlines()
    assert [line.split()[2] for line in options] == ["--url", "--app"]
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    ("listed", "is_shown"),
    [
        ("https://pages.example.com", True),
        (" https://other.example.com , https://pages.example.com ", True),
        ("", False),
        ("https://other.example.com", False),
        ("https://example.com", False),
        ("https://pages.example.com:8443", False),
        ("https://pages.example.com.evil.test", False),
    ],
)
def test_only_a_listed_origin_is_shown(
    addresses: None, monkeypatch: pytest.MonkeyPatch, listed: str, is_shown: bool
) -> None:
    monkeypatch.setenv("GATEPOST_PAGE_ORIGINS", listed)
    if is_shown:
        assert address_of("poll", PAGE) == PAGE
        return
    with pytest.raises(PageNotAllowed, match=r"from https://pages\.example\.com\. Ask") as error:
        address_of("poll", PAGE)
    assert error.value.code == "page_not_allowed"


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://pages.example.com/",
            "https://me:secret@pages.example.com/",
            "//pages.example.com",
        ),
        *("https://PAGES.example.com/", "https://pages.example.com:443/", "javascript:alert(1)"),
        *("https://pages.example.com/?x=1", "https://pages.example.com/#x", "poll", ""),
        *("https://pages.example.com\\@evil.test/", "https://evil.test\n.example.com/"),
    ],
)
def test_address_that_is_malformed_is_refused(
    addresses: None, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("GATEPOST_PAGE_ORIGINS", "https://pages.example.com")
    with pytest.raises(OptionError, match="url of the page poll"):
        address_of("poll", url)


@pytest.mark.parametrize(
    ("listed", "wrong"),
    [
        (["https://pages.example.com"], "must be text"),
        ("https://pages.example.com/", "an entry that must be an exact origin"),
        ("*", "an entry that must be an exact origin"),
        ("https://*.example.com", "an entry that must be an exact origin"),
        ("http://pages.example.com", "an entry that must be an exact origin"),
        ("https://c.example.com", "the origin of the component"),
        ("https://ok.example.com,https://a.example.com", "the origin of the app"),
    ],
)
def test_list_that_admits_too_much_is_refused(listed: object, wrong: str) -> None:
    with pytest.raises(SettingsError, match=wrong):
        parse_settings({**SETTINGS, "page_origins": listed})
