"""List the patterns, and find the latest run of each among the hops."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from views.patterns.hops import Hop
from views.patterns.steps import LANES, STEPS

_EVENT_STEPS, _COMMAND_STEPS = {"receive", "acknowledge"}, {"dispatch", "handle"}
_SIGNED_IN = ("emit", "receive", "redeem", "identity", "acknowledge")
_REPORTED = ("emit", "receive", "acknowledge")


@dataclass(frozen=True)
class Pattern:
    """A sequence of steps that belong together.

    Attributes:
        how: What it is, and how to run it.
        page: The framed page it concerns.
        steps: Keys of its steps, in the order of a run in which nothing fails.
        names: Names of the events, commands and calls in it.
        ends: Further steps that may end it, besides the last of ``steps``.
        route: The route that the view's button calls, if a button runs the pattern.
    """

    title: str
    how: str
    page: str
    steps: tuple[str, ...]
    names: frozenset[str]
    ends: tuple[str, ...] = ()
    route: str | None = None


def _api(title: str, route: str, how: str) -> Pattern:
    return Pattern(
        title,
        how,
        "auth0",
        (
            *("send", "dispatch", "handle", f"call {route}", f"forward {route}"),
            *("forwarded", "answer", *_REPORTED),
        ),
        frozenset({"callRoute", route, "onAdhocReport"}),
        route=route,
    )


PATTERNS: Final = (
    Pattern(
        "Start-up",
        "The framed page asks for the sign-in status while it is still loading. Reload this page "
        "to run it again: a new session begins, in which the other sequences have not run.",
        "auth0",
        (
            *("draw", "ask_page", "load_page", "call status", "hello", "ready", "props"),
            *("renew", "renewed", "answer status", *_SIGNED_IN),
        ),
        frozenset({"status", "onStatusUpdate"}),
        ends=("answer nobody", "refuse", "refusal"),
    ),
    Pattern(
        "Two-way messages",
        "A page asks and Python answers. In *Messages*, ask Python for the time, or let Python "
        "call the API.",
        "hero",
        ("emit", "receive", "request", "response", "acknowledge", "send", "dispatch", "handle"),
        frozenset({"onActionRequest", "actionAnswer"}),
    ),
    Pattern(
        "Sign-in",
        "A popup returns a code; a handover made from it reaches Python. Sign in to run it.",
        "auth0",
        (
            *("open_window", "send_back", "callback", "call code", "exchange", "exchanged"),
            *("answer code", *_SIGNED_IN),
        ),
        frozenset({"code", "onStatusUpdate"}),
        ends=("refuse", "refusal"),
    ),
    _api(
        "API without authentication",
        "ping",
        "The framed sign-in calls *ping* through its own server. Call it here or in *Sign-in*, "
        "from the component.",
    ),
    _api(
        "API with authentication",
        "pong",
        "The framed sign-in calls *pong* through its own server, which adds the access token: 200 "
        "once somebody is signed in. Call it here or in *Sign-in*, from the component.",
    ),
)
"""The patterns in the order in which the view draws them."""


def latest(pattern: Pattern, hops: list[Hop]) -> list[Hop]:
    """Return the latest run of a pattern among all hops, oldest first; empty if it has not run."""
    about = [hop for hop in hops if _belongs_to(pattern, hop)]
    # The first step that only this pattern has.
    mark = f"call {pattern.route}" if pattern.route else pattern.steps[0]
    marks = [number for number, hop in enumerate(about) if hop.key == mark]
    before = about[: marks[-1] + 1] if marks else []
    begins = [number for number, hop in enumerate(before) if hop.key == pattern.steps[0]]
    return list(_run(pattern, about[begins[-1] :])) if begins else []


def _belongs_to(pattern: Pattern, hop: Hop) -> bool:
    if hop.key not in {*pattern.steps, *pattern.ends}:
        return False
    if hop.page == "" or hop.key == "refusal":  # the app's own call; an error code
        return True
    return hop.page == pattern.page and hop.values.get("name") in {None, *pattern.names}


def _run(pattern: Pattern, hops: list[Hop]) -> Iterator[Hop]:
    """Yield the hops up to the end of a run, without those of earlier messages."""
    numbers: dict[str, int] = {}
    # The page asks its server before it is greeted, so the answer may come first.
    awaited, has_ended = {"props"} & {*pattern.steps}, False
    for hop in hops:
        number = hop.values.get("seq")
        if isinstance(number, int) and hop.key in {"emit", "send"}:
            numbers.setdefault(hop.key, number)
        if hop.key in _EVENT_STEPS and not _covers(number, numbers.get("emit")):
            continue
        if hop.key in _COMMAND_STEPS and number != numbers.get("send"):
            continue
        yield hop
        awaited.discard(hop.key)
        has_ended |= hop.key in {pattern.steps[-1], *pattern.ends}
        if has_ended and not awaited:
            return


def _covers(number: object, sent: int | None) -> bool:
    """Return whether ``number`` is that of the event, or of a later one acknowledged with it."""
    return sent is not None and isinstance(number, int) and number >= sent


def draw(hops: list[Hop]) -> list[dict[str, object]]:
    """Return what the diagram needs for each hop: lanes by number, texts, time since the first."""
    lanes = list(LANES)
    drawn = []
    for hop in hops:
        step = STEPS[hop.key]
        checks = [_fill(check, hop) for check in step.checks] if hop.is_proven else []
        drawn.append(
            {
                "source": lanes.index(step.source),
                "target": lanes.index(step.target),
                "title": _fill(step.title, hop) or hop.key,
                "checks": [text for text in checks if text],
                "milliseconds": round(hop.at - hops[0].at),
            }
        )
    return drawn


def _fill(text: str, hop: Hop) -> str | None:
    """Fill the recorded values into a text; return None if one of them is missing."""
    values = {**hop.values, "status": hop.values.get("status") or "no answer"}
    try:
        return text.format_map(values)
    except KeyError:
        return None
