"""What an answer holds, and the error it stands for."""

from __future__ import annotations

import pickle

import pytest

from gatepost.api.answer import ApiAnswer
from gatepost.api.challenge import bearer_challenges
from gatepost.api.connection import ProtectedApi
from gatepost.errors import ApiError, StepUpRequired
from gatepost.needs import Needs
from tests.streamlit_app.loopback import Answer, Loopback

SCOPE = 'Bearer error="insufficient_scope", scope="read:a write:b"'
AGE = 'Bearer error="insufficient_user_authentication", max_age="300"'
ACR = 'Bearer error="insufficient_user_authentication", acr_values="mfa urn:x"'

CHALLENGES: dict[str, tuple[str, list[dict[str, str]]]] = {
    "none": ("", []),
    "a scheme alone": ("Bearer", [{}]),
    "another scheme": ('Basic realm="Bearer x=1"', []),
    "quotes and commas": (
        r'Bearer realm="a, b=\"c\", Bearer d=1", error="e"',
        [{"realm": 'a, b="c", Bearer d=1', "error": "e"}],
    ),
    "several": (
        'Basic realm="x", error="no", Bearer error="a", scope=s, DPoP algs="ES256", bearer x="1"',
        [{"error": "a", "scope": "s"}, {"x": "1"}],
    ),
    "a token68": ("Negotiate a87421==, Bearer error=a", [{"error": "a"}]),
    "the first of two": ("Bearer error=a, error=b", [{"error": "a"}]),
    "case and space": ('BEARER  Error = "a"', [{"error": "a"}]),
    "nonsense": ('=, "",, ,=x, "Bearer a=1', []),
}


@pytest.mark.parametrize(("header", "found"), CHALLENGES.values(), ids=CHALLENGES)
def test_challenges_of_a_header(header: str, found: list[dict[str, str]]) -> None:
    assert bearer_challenges(header) == found


@pytest.mark.parametrize(
    ("status", "header", "needs"),
    [
        (403, SCOPE, Needs(frozenset({"read:a", "write:b"}))),
        (403, f'Basic realm="x", {SCOPE}', Needs(frozenset({"read:a", "write:b"}))),
        (401, AGE, Needs(max_age=300)),
        (401, ACR, Needs(acr_values=("mfa", "urn:x"))),
        (401, f'{AGE}, acr_values="mfa"', Needs(max_age=300, acr_values=("mfa",))),
        (401, AGE.replace("300", "0"), Needs(max_age=0)),
        (401, SCOPE, None),
        (403, AGE, None),
        (200, SCOPE, None),
        (403, 'Bearer error="insufficient_scope"', None),
        (401, AGE.replace("300", "-1"), None),
        (401, AGE.replace("300", "9" * 30), None),
        (403, f'Basic x="{SCOPE}"', None),
    ],
)
def test_what_the_api_needs_beyond_the_sign_in(
    status: int, header: str, needs: Needs | None
) -> None:
    calls: list[StepUpRequired] = []
    answer = ApiAnswer(status, {"WWW-Authenticate": header}, _refused=calls.append)
    if status == 200:
        answer.raise_for_status()
        return
    with pytest.raises(ApiError) as raised:
        answer.raise_for_status()
    found = raised.value.needs if isinstance(raised.value, StepUpRequired) else None
    assert found == needs
    assert raised.value.www_authenticate == header
    assert calls == ([raised.value] if needs else [])
    if needs:
        assert raised.value.code in header


def test_hook_is_neither_shown_nor_compared_nor_pickled() -> None:
    answer = ApiAnswer(403, {"WWW-Authenticate": SCOPE}, b"{}", _refused=lambda _: None)
    assert "_refused" not in repr(answer)
    assert answer == ApiAnswer(403, {"WWW-Authenticate": SCOPE}, b"{}")
    copy: ApiAnswer = pickle.loads(pickle.dumps(answer))
    assert (copy, copy._refused) == (answer, None)


PROBLEMS = [
    (
        {"title": "Out of credit", "detail": "Your balance is 30."},
        "Out of credit: Your balance is 30.",
    ),
    ({"title": "Out of credit"}, "Out of credit"),
    ({"detail": "Your balance is 30."}, "Your balance is 30."),
    ({"message": "Ours.", "title": "T"}, "Ours."),
    ({"title": 1, "detail": ["x"]}, "The API answered with status 400."),
    ({"detail": "x" * 5_000}, "x" * 1_000),
]


@pytest.mark.parametrize(("body", "sentence"), PROBLEMS)
def test_problem_is_the_message(
    connection: ProtectedApi, api: Loopback, body: object, sentence: str
) -> None:
    api.answer = Answer(400, body, {"Content-Type": "application/problem+json"})
    with pytest.raises(ApiError) as raised:
        connection.get("/x").raise_for_status()
    assert raised.value.message == sentence


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        ("grüße".encode(), "text/plain", "grüße"),
        ("grüße".encode("latin-1"), "text/plain; charset=iso-8859-1", "grüße"),
        (b"\xef\xbb\xbfx", "text/plain", "x"),
        (b"\xff", "text/plain; charset=none-such", "\ufffd"),
        (b"x", "text/plain; charset=base64", "x"),
        (b"x", "text/plain; charset=\xc3", "x"),
    ],
)
def test_text_is_utf_8_unless_the_answer_says_otherwise(
    content: bytes, kind: str | bytes, text: str
) -> None:
    assert ApiAnswer(200, {"Content-Type": str(kind)}, content).text == text


def test_parts_have_the_names_that_requests_gives_them(
    connection: ProtectedApi, api: Loopback
) -> None:
    api.answer = Answer(201, {"a": [1]}, {"X-Rows": "7"})
    answer = connection.get("/x")
    assert (answer.status_code, answer.ok, answer.headers["x-rows"]) == (201, True, "7")
    assert (answer.content, answer.text, answer.json()) == (b'{"a": [1]}', '{"a": [1]}', {"a": [1]})
    assert [*answer.iter_content(4)] == [b'{"a"', b": [1", b"]}"]
    answer.raise_for_status()


def test_lines_have_no_ends() -> None:
    assert [*ApiAnswer(200, {}, b"a\r\n\nb\nc").iter_lines()] == [b"a", b"", b"b", b"c"]


@pytest.mark.parametrize("content", [b"", b"<html>", b"[" * 500])
def test_json_that_is_none_is_an_error_with_a_code(content: bytes) -> None:
    with pytest.raises(ApiError) as raised:
        ApiAnswer(200, {}, content).json()
    assert (raised.value.code, raised.value.status) == ("not_json", 200)
    assert raised.value.__context__ is None
