"""List what the code has, without its tests: files, routes, events, commands, words."""

from __future__ import annotations

import json
import re
from functools import cache

import messages
from gatepost.wire import events, names
from tests.repository import ROOT, SOURCE, is_test, listed, name, text

HOST = "component/host/hosted_frame.ts"
CALL = re.compile(r"\b(\w+)\(")


@cache
def files() -> frozenset[str]:
    return frozenset(name(path) for path in listed() if not is_test(path))


@cache
def routes() -> frozenset[str]:
    pages = (re.fullmatch(r"component/pages(/.+)\.tsx?", file) for file in files())
    framed = json.loads(text(ROOT / "component" / "frame" / "messages" / "en.json"))
    return frozenset(page[1] for page in pages if page) | {f"/frame/{page}" for page in framed}


@cache
def event_names() -> frozenset[str]:
    return frozenset(events.EVENTS) | {names.event_name(kind) for kind in messages.EVENTS}


@cache
def command_names() -> frozenset[str]:
    return frozenset(map(names.command_name, (*events.COMMANDS, *messages.COMMANDS)))


@cache
def _source() -> str:
    return "\n".join(text(ROOT / file) for file in files() if (ROOT / file).suffix in SOURCE)


@cache
def words() -> frozenset[str]:
    return frozenset(re.findall(r"\w+", _source()))


@cache
def functions() -> frozenset[str]:
    return frozenset(CALL.findall(_source()))


@cache
def posted_by_host() -> frozenset[str]:
    return frozenset(re.findall(r'post\(\{ type: "(\w+)"', text(ROOT / HOST)))


@cache
def received_by_host() -> frozenset[str]:
    return frozenset(re.findall(r'message\.type === "(\w+)"', text(ROOT / HOST)))
