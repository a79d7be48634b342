"""A page run by Streamlit's own test runner, fed as the browser feeds it: over widget states."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.scriptrunner import RerunData
from streamlit.testing.v1 import AppTest

from gatepost.identity.person import Identity
from gatepost.identity.session import Session
from gatepost.wire.events import VERSION
from tests.streamlit_app.app_test import COMPONENTS, fragments_of, page_hash
from tests.streamlit_app.people import session_of

APP = Path(__file__).resolve().parents[2] / "streamlit_app" / "app.py"
BOOT = "boot-of-the-frame"
RUNNER = "streamlit.testing.v1.local_script_runner"


class AppPage:
    """One Streamlit session with a framed page in it: the first, or the last with ``place=-1``."""

    def __init__(
        self,
        script: Callable[[], None] | Path,
        somebody: Identity | None = None,
        *,
        view: str = "auth0",
        place: int = 0,
    ) -> None:
        self.place = place
        if isinstance(script, Path):
            self.test = AppTest.from_file(script, default_timeout=20)
            self.test._page_hash = page_hash(view)
        else:
            self.test = AppTest.from_function(script, default_timeout=20)
        if somebody:
            self.test.session_state["gatepost.session"] = session_of(somebody)
        self._seq = 0
        self.test._bidi_component_manager = COMPONENTS
        self.test.run()

    @property
    def frame(self) -> dict[str, Any]:
        """What the browser gets to draw the frame."""
        data: dict[str, Any] = json.loads(self._element("host").json)
        return data

    @property
    def keeper(self) -> dict[str, Any]:
        """What the browser gets to keep the sign-in running."""
        data: dict[str, Any] = json.loads(self._element("host", is_keeper=True).json)
        return data

    @property
    def props(self) -> dict[str, Any]:
        props: dict[str, Any] = json.loads(json.loads(self.connection.json)["props"])
        return props

    @property
    def ack(self) -> Any:
        """The last event that Python has handled; None before the first."""
        return json.loads(json.loads(self.connection.json)["ack"])

    @property
    def connection(self) -> BidiComponent:
        """The element that events come from and commands go to."""
        return self._element("connection")

    def components(self, name: str) -> list[BidiComponent]:
        """What was drawn of the component registered under that name."""
        drawn = [element.proto for element in self.test.get("bidi_component")]
        return [element for element in drawn if element.component_name == name]

    def _element(self, name: str, *, is_keeper: bool = False) -> BidiComponent:
        """The page's own; the sign-in's come first, as its call does, wherever they are drawn."""
        drawn = [(one, json.loads(one.json)) for one in self.components(f"gatepost_{name}")]
        own = [(one, data) for one, data in drawn if (data.get("part") == "keeper") is is_keeper]
        return sorted(own, key=lambda pair: pair[1]["page"] != "auth0")[self.place][0]

    @property
    def session(self) -> Session:
        session: Session = self.test.session_state["gatepost.session"]
        return session

    @property
    def errors(self) -> list[str]:
        return [str(error.value) for error in self.test.error]

    @property
    def markdown(self) -> str:
        """All Markdown of the page, an element a line."""
        return "\n".join(element.value for element in self.test.markdown)

    @property
    def commands(self) -> list[str]:
        return [command["name"] for command in self.props["commands"]]

    def emit(self, name: str, **data: Any) -> None:
        """Let the frame send one event, and take the answer in."""
        self.emit_all((name, data))

    def emit_all(self, *events: tuple[str, dict[str, Any]]) -> None:
        """Let the frame send several events in one envelope."""
        messages = []
        for name, data in events:
            self._seq += 1
            messages.append({"seq": self._seq, "name": name, "data": data})
        self.deliver(envelope(*messages))

    def deliver(self, payload: object) -> None:
        """Let the frame send anything; only its fragment runs again, as in a browser."""
        self.deliver_to(self.connection.id, payload)

    def deliver_to_app(self, *messages: dict[str, Any]) -> None:
        """Let the frame send events by the way that has the whole app run."""
        way = self._element("host", is_keeper=self.frame["page"] == "auth0")
        self.deliver_to(way.id, envelope(*messages), in_fragment=False)

    def deliver_to(
        self,
        component: str,
        payload: object,
        trigger: str = "envelope",
        *,
        in_fragment: bool = True,
    ) -> None:
        """Send anything to a component, even one that is no longer drawn."""
        state = WidgetState(
            id=_make_trigger_id(component, "events"),
            json_trigger_value=json.dumps([{"event": trigger, "value": payload}]),
        )
        states = self.test._tree.get_widget_states()
        states.widgets.append(state)
        fragments = fragments_of(self.test)
        fragment = fragments[self.place] if fragments and in_fragment else None
        with patch(f"{RUNNER}.RerunData", partial(RerunData, fragment_id=fragment)):
            self.test._run(states)

    def click(self, key: str) -> None:
        self.test.button(key=key).click().run()

    def sign_in(self, handover: str = "sealed-handover") -> None:
        """Let the frame report a sign-in for the newest challenge."""
        self.emit(
            "onStatusUpdate",
            reason="signed_in",
            handover=handover,
            challenge=self.props["challenge"],
        )

    def step_up(self, handover: str = "sealed-for-more") -> None:
        """Let the frame report that the person did what the app asks for."""
        self.emit(
            "onStatusUpdate",
            reason="stepped_up",
            step_up=self.props["step_up"]["id"],
            handover=handover,
            challenge=self.props["challenge"],
        )

    def decline(self, code: str = "declined", message: str = "You chose not to.") -> None:
        """Let the frame report that the person did not."""
        self.emit(
            "onStatusUpdate",
            reason="declined",
            step_up=self.props["step_up"]["id"],
            code=code,
            message=message,
        )

    def everything_sent(self) -> str:
        """Every element of the page as it went to the browser."""
        roots = self.test._tree.children.values()
        return "\n".join(str(getattr(one, "proto", "")) for root in roots for one in root)

    def expect_readable_json(self) -> None:
        """The browser shows an error in place of a body that is no JSON."""
        for element in self.test.json:
            json.loads(element.value)

    def expect_no_exception(self) -> None:
        assert [(e.message, e.stack_trace) for e in self.test.exception] == []


def envelope(*messages: dict[str, Any], boot: object = BOOT, **changed: Any) -> dict[str, Any]:
    return {"v": VERSION, "boot": boot, "received": 0, "events": list(messages), **changed}
