"""Where the sign-in can't be drawn it says so, and where it can it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
import streamlit as st
from streamlit.delta_generator_singletons import DeltaGeneratorSingleton, get_dg_singleton_instance
from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner_utils import script_run_context
from streamlit.testing.v1 import AppTest

import gatepost
from gatepost.errors import PlacementError
from tests.streamlit_app.app_page import RUNNER, AppPage
from tests.streamlit_app.app_test import key_of

MOVED = "Streamlit has moved what script_run.py reads: update that"

pytestmark = pytest.mark.usefixtures("addresses")


def in_cached_function() -> None:
    import streamlit as st

    import gatepost

    st.cache_data(lambda: str(gatepost.sign_in()))()


def in_cached_resource() -> None:
    import streamlit as st

    import gatepost

    st.cache_resource(lambda: str(gatepost.sign_in()))()


def in_callback() -> None:
    import streamlit as st

    import gatepost

    def click() -> None:
        gatepost.sign_in()

    st.button("Sign in", key="button", on_click=click)


def a_page_in_form() -> None:
    import streamlit as st

    import gatepost

    with st.form("form"):
        gatepost.RemoteComponent("hero", title="Messages").draw()
        st.form_submit_button("Go")


def a_page_in_empty() -> None:
    import streamlit as st

    import gatepost

    with st.empty():
        gatepost.RemoteComponent("hero", title="Messages").draw()


def a_page_twice() -> None:
    import gatepost

    for _ in range(2):
        gatepost.RemoteComponent("hero", title="Messages").draw()


def in_thread() -> None:
    from concurrent.futures import ThreadPoolExecutor

    import gatepost

    with ThreadPoolExecutor(1) as threads:
        threads.submit(gatepost.sign_in).result()


REFUSED = {
    a_page_in_form: "is drawn in st.form",
    a_page_in_empty: "is drawn in st.empty",
    in_cached_function: "st.cache_data or st.cache_resource",
    in_cached_resource: "st.cache_data or st.cache_resource",
    in_callback: "is drawn in a callback",
    a_page_twice: "The frame hero is drawn twice in one run",
    in_thread: "not in a thread of your own",
}


def run(script: Callable[[], Any]) -> AppTest:
    test = AppTest.from_function(script, default_timeout=20).run()
    return test.button(key="button").click().run() if script is in_callback else test


@pytest.mark.parametrize(
    ("script", "sentence"), REFUSED.items(), ids=lambda x: getattr(x, "__name__", "")
)
def test_place_where_no_frame_works_is_named(
    script: Callable[[], None],
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raised: list[PlacementError] = []
    usual = PlacementError.__init__

    def keep(error: PlacementError, message: str) -> None:
        usual(error, message)
        raised.append(error)

    monkeypatch.setattr(PlacementError, "__init__", keep)
    run(script)
    assert [error.code for error in raised] == ["placement_invalid"]
    assert sentence in raised[0].message


def in_script() -> None:
    import gatepost

    gatepost.sign_in()


def in_layout() -> None:
    import streamlit as st

    import gatepost

    with st.sidebar, st.expander("Account"), st.columns(2)[1], st.empty().container():
        gatepost.sign_in()


def in_fragment() -> None:
    import streamlit as st

    import gatepost

    st.fragment(gatepost.sign_in)()


def in_dialog() -> None:
    import streamlit as st

    import gatepost

    st.dialog("Account")(gatepost.sign_in)()


def in_form() -> None:
    import streamlit as st

    import gatepost

    with st.form("form"), st.container():
        gatepost.sign_in()
        st.form_submit_button("Go")


def in_form_of_the_sidebar() -> None:
    import streamlit as st

    import gatepost

    with st.sidebar.form("form"):
        gatepost.sign_in()
        st.form_submit_button("Go")


def in_empty() -> None:
    import streamlit as st

    import gatepost

    with st.empty():
        gatepost.sign_in()


def twice() -> None:
    import gatepost

    gatepost.sign_in()
    gatepost.sign_in()


def in_popover() -> None:
    import streamlit as st

    import gatepost

    with st.popover("Account"):
        gatepost.sign_in()


def after_its_status() -> None:
    import gatepost

    gatepost.status()
    gatepost.sign_in(scopes=["read:messages"])


def beside_a_form() -> None:
    import streamlit as st

    import gatepost

    with st.form("form"):
        st.text(str(gatepost.current_user()))
        st.form_submit_button("Go")
    gatepost.sign_in()


WORKS = [
    *(in_script, in_layout, in_fragment, in_dialog, in_popover, beside_a_form, in_form),
    *(in_form_of_the_sidebar, in_empty, twice, after_its_status),
]


@pytest.mark.parametrize("script", WORKS)
def test_place_where_frames_work_has_one(script: Callable[[], None]) -> None:
    test = run(script)
    assert [error.message for error in test.exception] == []
    drawn = [key_of(element) for element in test.get("bidi_component")]
    assert sorted(drawn) == [f"gatepost_auth0{part}" for part in ("", ".connection", ".keeper")]


def test_nothing_is_drawn_without_a_run() -> None:
    with pytest.raises(PlacementError, match="Run the app with streamlit run"):
        gatepost.RemoteComponent("hero", title="Messages").draw()


def test_what_is_read_of_streamlit_is_where_this_release_has_it() -> None:
    assert hasattr(script_run_context, "in_cached_function"), MOVED
    for name in ("_has_script_started", "fragment_ids_this_run", "page_script_hash"):
        assert hasattr(script_run_context.ScriptRunContext, name), MOVED
    for name in ("_form_data", "_cursor"):
        assert hasattr(st.container(), name), MOVED
    assert get_dg_singleton_instance().event_dg, MOVED


def test_place_that_streamlit_has_moved_is_not_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(DeltaGeneratorSingleton, "event_dg")
    assert [error.message for error in run(in_script).exception] == []


@pytest.mark.parametrize("script", [in_fragment, in_dialog], ids=["fragment", "dialog"])
@pytest.mark.parametrize("fragment", [0, -1], ids=["outer", "connection"])
def test_place_that_runs_again_by_itself_stays_one(
    script: Callable[[], None], fragment: int
) -> None:
    page = AppPage(script)
    for _ in range(2):
        state = page.test._tree.get_widget_states()
        known = [*page.test._fragment_storage._fragments]
        with patch(f"{RUNNER}.RerunData", partial(RerunData, fragment_id=known[fragment])):
            page.test._run(state)
        page.expect_no_exception()
