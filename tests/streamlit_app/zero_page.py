"""The view Zero in Streamlit's own test runner, with messages as its twins send them."""

from __future__ import annotations

import json
from typing import Any

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.streamlit_app.app_page import APP, AppPage
from views.zero.inbox import Inbox


class ZeroPage(AppPage):
    """One Streamlit session. The browser sends the value of v1 again in every run."""

    def __init__(self) -> None:
        self.value: WidgetState | None = None
        super().__init__(APP, view="zero")
        self.expect_no_exception()

    @property
    def _v1(self) -> Any:
        return self.test.get("component_instance")[0].proto

    @property
    def _v2(self) -> Any:
        return self.components("zero_twin")[0]

    @property
    def sent(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what Python sends to v1 and v2, without what Streamlit adds for v1."""
        args = json.loads(self._v1.json_args)
        del args["key"], args["default"]
        return args, json.loads(self._v2.json)

    def inbox(self, twin: str) -> Inbox:
        inbox: Inbox = getattr(self.test.session_state["zero.state"], twin)
        return inbox

    @property
    def texts(self) -> list[str]:
        """Return the received texts, as they are shown."""
        return [code.value for code in self.test.code]

    @property
    def warnings(self) -> list[str]:
        return [warning.value for warning in self.test.warning]

    def count(self) -> None:
        self.test.button(key="zero.count").click()
        self.run()

    def send(self, twin: str, *messages: object) -> None:
        """Let a twin send anything, or several messages between two runs.

        The state of v1 is then the last value. Each trigger of v2 calls the handler with the last.
        """
        if twin == "v1":
            self.value = WidgetState(id=self._v1.id, json_value=json.dumps(messages[-1]))
            self.run()
        else:
            payload = json.dumps([{"event": "message", "value": sent} for sent in messages])
            trigger = _make_trigger_id(self._v2.id, "events")
            self.run(WidgetState(id=trigger, json_trigger_value=payload))

    def run(self, *sent: WidgetState) -> None:
        states = self.test._tree.get_widget_states()
        states.widgets.extend([*([self.value] if self.value else []), *sent])
        self.test._run(states)
        self.expect_no_exception()


def message(text: object, number: object = 1) -> dict[str, object]:
    return {"number": number, "text": text}
