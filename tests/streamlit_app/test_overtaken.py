"""A run of the whole app whose last messages a run of a fragment, right behind it, drops."""

from __future__ import annotations

import json
from unittest.mock import patch

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.RootContainer_pb2 import RootContainer
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.testing.v1.element_tree import parse_tree_from_messages

from tests.streamlit_app.app_page import APP, RUNNER, AppPage
from tests.streamlit_app.sign_in_app import app

PARSE = parse_tree_from_messages.__name__

pytestmark = pytest.mark.usefixtures("clock", "addresses")


def sent_of_a_run_that_was_overtaken(page: AppPage) -> list[ForwardMsg]:
    """What still gets to the browser."""
    with patch(f"{RUNNER}.{PARSE}", wraps=parse_tree_from_messages) as parsed:
        page.test.run()
    queue = ForwardMsgQueue()
    for message in parsed.call_args.args[0]:
        queue.enqueue(message)
    fragments = [*page.test._fragment_storage._fragments]
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=fragments)
    return queue.flush()


def drawn(messages: list[ForwardMsg]) -> set[tuple[str, str]]:
    """Page of each element of ours, and whether it is its frame."""
    elements = [message.delta.new_element.bidi_component for message in messages]
    return {
        (json.loads(element.json)["page"], element.component_name.removeprefix("gatepost_"))
        for element in elements
        if element.component_name.startswith("gatepost_")
    }


@pytest.mark.parametrize(
    ("view", "pages"),
    [("start", {"auth0"}), ("hero", {"auth0", "hero"}), ("patterns", {"auth0"})],
)
def test_frames_get_to_the_browser_all_the_same(view: str, pages: set[str]) -> None:
    """Or it would take them away when it hears that the run is complete."""
    sent = sent_of_a_run_that_was_overtaken(AppPage(APP, view=view))
    assert drawn(sent) == {(page, "host") for page in pages}


def test_nothing_on_the_page_moves_up_for_what_is_dropped() -> None:
    """Or the fragment, which draws its part late, would do so over another element."""
    sent = sent_of_a_run_that_was_overtaken(AppPage(app))
    places = [message.metadata.delta_path for message in sent if message.HasField("delta")]
    for place, elements in (
        (RootContainer.MAIN, {"frame", "user", "draft", "button"}),
        (RootContainer.EVENT, {"keeper", "connection"}),
    ):
        drawn = {path[1] for path in places if path[0] == place}
        assert drawn == set(range(len(elements)))
