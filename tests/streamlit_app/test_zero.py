from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from hypothesis import given, settings, strategies as some

from tests.streamlit_app.app_page import APP
from tests.streamlit_app.zero_page import ZeroPage, message
from views.zero.inbox import LIMIT, NO_MESSAGE, WRONG_LENGTH, Inbox

pytestmark = pytest.mark.usefixtures("clock", "addresses")

TWINS = ("v1", "v2")
SOURCES = {
    "v1": [APP.parent / "views" / "zero" / "v1" / "index.html"],
    "v2": [APP.parent / "views" / "zero" / "v2" / f"twin.{kind}" for kind in ("html", "css", "js")],
}
ATTACKS = (
    "<img src=x onerror=alert(1)>",
    "**x** _y_ `z`",
    "$x^2$ :red[r] :material/key:",
    "# x\n- y",
)
WRONG = [
    *(None, True, 0, 1.5, "text", "", [], [1], {}, {"text": "no number"}, {"number": 1}),
    *({"number": "1", "text": "x"}, {"number": 1.5, "text": "x"}, {"number": None, "text": "x"}),
    *(message(None), message(7), message(["x"]), message({"text": "x"})),
    *(message("half \ud83d"), {**message("x"), "more": 1}, {"Number": 1, "Text": "x"}),
]

characters = some.characters() | some.sampled_from("\ud800\udfff\0\n`$<")
texts = some.text(characters, max_size=LIMIT + 50)
anything = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | texts,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(texts, inner, max_size=4),
)
near_misses = some.builds(message, anything, anything) | some.dictionaries(
    some.sampled_from(["number", "text", "value", "type"]), anything
)
messages = anything | near_misses | some.builds(message, texts, some.integers())


@pytest.fixture
def page() -> ZeroPage:
    return ZeroPage()


def is_right(candidate: object) -> bool:
    """Return, independently of the code, whether this is a message of a twin."""
    if not isinstance(candidate, dict) or sorted(candidate) != ["number", "text"]:
        return False
    number, text = candidate["number"], candidate["text"]
    if not isinstance(number, int) or not isinstance(text, str):
        return False
    return 1 <= len(text) <= LIMIT and not re.search("[\ud800-\udfff]", text)


@pytest.mark.parametrize("twin", TWINS)
def test_twin_is_short_and_needs_nothing_but_itself(twin: str) -> None:
    sources = [path.read_text("utf-8") for path in SOURCES[twin]]
    assert sum(len(source.splitlines()) for source in sources) <= 120
    assert not re.search(r"\b(import|require|https?:|src=|href=)", "\n".join(sources))
    assert not re.search(r'postMessage\([^)]*["\']\*', "\n".join(sources))


def test_zero_is_a_view(page: ZeroPage) -> None:
    assert page.test.header[0].value == "Components"


def test_both_twins_get_the_same_message(page: ZeroPage) -> None:
    v1, v2 = page.sent
    assert v1 == v2
    assert v1.keys() == {"counter", "time", "limit"}
    assert (v1["counter"], v1["limit"]) == (0, LIMIT)
    assert re.fullmatch(r"\d\d:\d\d:\d\d", v1["time"])
    page.count()
    page.count()
    v1, v2 = page.sent
    assert v1 == v2
    assert v1["counter"] == 2


@pytest.mark.parametrize("text", [*ATTACKS, "x" * LIMIT, " ", "\U0001f600" * LIMIT])
@pytest.mark.parametrize("twin", TWINS)
def test_text_is_shown_as_it_arrived(page: ZeroPage, twin: str, text: str) -> None:
    page.send(twin, message(text))
    assert page.texts == [text]
    assert page.warnings == []
    assert page.inbox(twin).count == 1
    others = [element.value for element in [*page.test.markdown, *page.test.header]]
    assert not any(text in other for other in others if text.strip())


@pytest.mark.parametrize("twin", TWINS)
def test_deleted_text_is_known_to_have_arrived(page: ZeroPage, twin: str) -> None:
    page.send(twin, message("hello"))
    page.inbox(twin).delete_text()
    page.run()
    assert page.texts == []
    texts = "\n".join(element.value for element in page.test.markdown)
    assert "Received by Python: 1, " in texts
    assert "The sign-out deleted its text." in texts


def test_message_is_counted_once(page: ZeroPage) -> None:
    page.send("v1", message("hello"))
    page.count()
    page.run()
    page.send("v1", message("hello"))
    assert page.inbox("v1").count == 1
    page.send("v1", message("hello", 2))
    page.send("v2", message("hello", 2))
    assert (page.inbox("v1").count, page.inbox("v2").count) == (2, 1)


@pytest.mark.parametrize("twin", TWINS)
def test_of_several_messages_at_once_the_last_is_counted_once(page: ZeroPage, twin: str) -> None:
    page.send(twin, message("one", 1), message("two", 2), message("three", 3))
    assert page.texts == ["three"]
    assert page.inbox(twin).count == 1


def test_value_that_streamlit_cannot_copy_breaks_nothing(page: ZeroPage) -> None:
    deep: list[object] = []
    for _ in range(600):
        deep = [deep]
    page.send("v1", deep)
    page.run()
    assert page.warnings == [NO_MESSAGE]
    page.send("v1", message("after"))
    assert (page.texts, page.warnings) == (["after"], [])


@pytest.mark.parametrize("length", [0, LIMIT + 1, 100_000])
@pytest.mark.parametrize("twin", TWINS)
def test_wrong_length_is_refused(page: ZeroPage, twin: str, length: int) -> None:
    page.send(twin, message("x" * length))
    assert (page.texts, page.warnings) == ([], [WRONG_LENGTH])


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
@pytest.mark.parametrize("twin", TWINS)
def test_malformed_message_is_ignored(
    page: ZeroPage, twin: str, wrong: object, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "views.zero")
    page.send(twin, message("before"))
    page.send(twin, wrong)
    page.run()
    assert (page.texts, page.warnings) == (["before"], [NO_MESSAGE])
    logged = [record.getMessage() for record in caplog.records if record.name == "views.zero.inbox"]
    assert logged == [f"zero.{twin}: {NO_MESSAGE}"]
    page.send(twin, message("after", 2))
    assert (page.texts, page.warnings) == (["after"], [])


@given(some.lists(messages))
def test_inbox_accepts_valid_messages_only(sent: list[Any]) -> None:
    inbox = Inbox("v1")
    for candidate in sent:
        before = (inbox.number, inbox.text, inbox.at, inbox.count)
        assert inbox.accept(candidate) == is_right(candidate)
        if is_right(candidate):
            assert message(inbox.text, inbox.number) == candidate
        else:
            assert (inbox.number, inbox.text, inbox.at, inbox.count) == before
        assert bool(inbox.error) == (not is_right(candidate))
    assert inbox.accept(message("later", -1))
    assert inbox.text == "later"


@settings(max_examples=20)
@given(some.lists(some.tuples(some.sampled_from(TWINS), messages), min_size=1, max_size=5))
def test_nothing_a_twin_sends_breaks_the_page(sent: list[tuple[str, Any]]) -> None:
    page = ZeroPage()
    for twin, candidate in sent:
        page.send(twin, candidate)
    for twin in TWINS:
        page.send(twin, message(f"later from {twin}", -1))
    assert page.texts == ["later from v1", "later from v2"]
    assert page.warnings == []
