"""Text of others in Streamlit's Markdown; what a browser makes of it, tests/e2e/test_names.py."""

from __future__ import annotations

import html
import re
import string

import pytest

from gatepost import as_text

SIGN = re.compile(r":color\[(&#\d+;)\]")


def shown(escaped: str) -> str:
    """What is to be seen of an escaped text."""
    return html.unescape(SIGN.sub(r"\1", escaped))


@pytest.mark.parametrize("text", ["Ada Lovelace", "Grüße 7", "עדה", "👩‍🚀", ""])
def test_text_without_signs_stays_as_it_is(text: str) -> None:
    assert as_text(text) == text


@pytest.mark.parametrize("sign", string.punctuation)
def test_sign_stands_alone_and_by_its_number(sign: str) -> None:
    assert as_text(f"a{sign}{sign}b") == f"a{2 * f':color[&#{ord(sign)};]'}b"


def test_every_sign_is_still_to_be_seen() -> None:
    assert shown(as_text(string.punctuation)) == string.punctuation


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a\nb", "a b"),
        ("a\r\n\r\n    b\tc", "a b c"),
        ("  a  b  ", "a b"),
        ("a\x85b\u2028c\u2029d\u00a0e\x1cf", "a b c d e f"),
        ("a\x00b\x07c\x1bd\x7fe\x9bf", "a�b�c�d�e�f"),
        ("a\ud83db", "a�b"),
        (7, "7"),
        (None, "None"),
    ],
)
def test_text_is_one_line_that_can_be_sent(value: object, text: str) -> None:
    assert as_text(value) == text
    as_text(value).encode("utf-8")
