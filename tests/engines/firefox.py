"""Firefox, driven by WebDriver BiDi over its own WebSocket (W3C, "WebDriver BiDi")."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from infra.rehearsal.names import EDGE_PROXY_PORT
from tests.engines.engine import Engine, Tab, until

_PREFERENCES = {
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "app.update.enabled": False,
    "app.normandy.enabled": False,
    "services.settings.server": "",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "dom.disable_open_during_load": True,  # the popup blocker, which automation switches off
    "network.proxy.type": 1,
    "network.proxy.ssl": "127.0.0.1",
}
_SECONDS = 60.0


class FirefoxEngine(Engine):
    """A Firefox and the connection to it."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._count = 0
        capabilities = {"alwaysMatch": {"acceptInsecureCerts": True}}
        self._about = self.send("session.new", capabilities=capabilities)["capabilities"]

    def send(self, method: str, **params: object) -> Any:
        """Send a command and return its result; events are not subscribed to."""
        self._count += 1
        self._socket.send(json.dumps({"id": self._count, "method": method, "params": params}))
        deadline = time.monotonic() + _SECONDS
        while True:
            answer = json.loads(self._socket.recv(max(0.1, deadline - time.monotonic())))
            if answer.get("id") == self._count:
                if answer["type"] == "error":
                    raise RuntimeError(f"{answer['error']}: {answer['message']}")
                return answer["result"]

    def tree(self) -> list[dict[str, Any]]:
        """All top-level contexts with their children."""
        contexts: list[dict[str, Any]] = self.send("browsingContext.getTree")["contexts"]
        return contexts

    @property
    def version(self) -> str:
        return str(self._about["browserVersion"])

    def tabs(self) -> list[Tab]:
        return [FirefoxTab(self, context["context"]) for context in self.tree()]

    def new_tab(self) -> Tab:
        return FirefoxTab(self, self.send("browsingContext.create", type="tab")["context"])

    def quit(self) -> None:
        with suppress(Exception):  # it closes the connection, too
            self.send("browser.close")


@dataclass(frozen=True)
class FirefoxTab(Tab):
    """One top-level context."""

    engine: FirefoxEngine
    context: str

    def _place(self, frames: Sequence[str]) -> str:
        def find() -> str | None:
            here = next(one for one in self.engine.tree() if one["context"] == self.context)
            for part in frames:
                here = next(child for child in _below(here) if part in child["url"])
            return str(here["context"])

        found = until(find, f"a frame of {', '.join(frames) or 'the page'}")
        assert found
        return found

    def read(self, script: str, frames: Sequence[str] = ()) -> object:
        result = self.engine.send(
            "script.evaluate",
            expression=f"(async () => JSON.stringify([await ({script})]))()",
            target={"context": self._place(frames)},
            awaitPromise=True,
        )
        if result["type"] == "exception":
            raise RuntimeError(result["exceptionDetails"]["text"])
        return json.loads(result["result"]["value"])[0]

    def _perform(self, place: str, *sources: Mapping[str, object]) -> None:
        self.engine.send("input.performActions", context=place, actions=list(sources))

    def click(self, xpath: str, frames: Sequence[str] = ()) -> None:
        self._point(xpath, frames, "mouse")

    def tap(self, xpath: str, frames: Sequence[str] = ()) -> None:
        self._point(xpath, frames, "touch")

    def _point(self, xpath: str, frames: Sequence[str], kind: str) -> None:
        place = self._place(frames)
        locator = {"type": "xpath", "value": xpath}
        nodes = self.engine.send("browsingContext.locateNodes", context=place, locator=locator)
        [node, *_] = nodes["nodes"]
        element = {"sharedId": node["sharedId"]}
        self.engine.send(
            "script.callFunction",
            functionDeclaration="(one) => one.scrollIntoView({ block: 'center' })",
            arguments=[element],
            target={"context": place},
            awaitPromise=False,
        )
        there = {"type": "element", "element": element}
        move = {"type": "pointerMove", "x": 0, "y": 0, "origin": there}
        down, up = ({"type": one, "button": 0} for one in ("pointerDown", "pointerUp"))
        pointer = {"type": "pointer", "id": kind, "parameters": {"pointerType": kind}}
        self._perform(place, {**pointer, "actions": [move, down, up]})

    def type(self, xpath: str, text: str, frames: Sequence[str] = ()) -> None:
        self.click(xpath, frames)
        place = self._place(frames)
        self.engine.send(
            "script.evaluate",
            expression="document.activeElement.select()",
            target={"context": place},
            awaitPromise=False,
        )
        keys = [key if key != "\n" else "\ue006" for key in text]
        pressed = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._perform(place, {"type": "key", "id": "keys", "actions": pressed})

    def go(self, url: str) -> None:
        self.engine.send("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def reload(self) -> None:
        self.engine.send("browsingContext.reload", context=self.context, wait="complete")

    def close(self) -> None:
        self.engine.send("browsingContext.close", context=self.context)

    def is_open(self) -> bool:
        return any(one["context"] == self.context for one in self.engine.tree())


def _below(context: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for child in context.get("children") or []:
        yield child
        yield from _below(child)


@contextmanager
def firefox(preferences: Mapping[str, object] | None = None) -> Iterator[Engine]:
    """Firefox with its default protection against tracking, or with other preferences."""
    with tempfile.TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        chosen = {**_PREFERENCES, "network.proxy.ssl_port": EDGE_PROXY_PORT, **(preferences or {})}
        lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in chosen.items())
        (home / "user.js").write_text("".join(lines), "utf-8")
        log = home / "log"
        command = (shutil.which("firefox-esr") or "firefox", "--headless", "--no-remote")
        with log.open("wb") as errors:
            process = subprocess.Popen(
                (*command, "--remote-debugging-port=0", "--profile", folder, "about:blank"),
                stdout=subprocess.DEVNULL,
                stderr=errors,
                env={**os.environ, "HOME": folder, "MOZ_CRASHREPORTER_DISABLE": "1"},
            )
        try:
            announced = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
            found = until(lambda: announced.search(log.read_text("utf-8")), "Firefox", 60)
            assert found
            with connect(f"{found[1]}/session", max_size=None, open_timeout=15) as socket:
                engine = FirefoxEngine(socket)
                yield engine
                engine.quit()
        finally:
            process.terminate()
            process.wait(20)
