"""Let the ``AppTest`` of an older Streamlit do what that of 1.67 does.

From run to run it keeps the fragments, the page and the registered components, as a server does,
and ``st.user`` is its ``user``.
"""

from __future__ import annotations

from typing import Any
from unittest.mock import MagicMock, patch

from streamlit import util
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.testing.v1 import AppTest, app_test, local_script_runner

COMPONENTS = BidiComponentManager()  # one for the process, as in a Streamlit server
IS_OLD = not hasattr(AppTest.from_string(""), "_finished_page_script_hash")


def page_hash(url_path: str) -> str:
    """Return Streamlit's name of the page with this path."""
    kinds = {name: make for name, make in vars(util).items() if name in {"calc_hash", "calc_md5"}}
    return str(next(iter(kinds.values()))(url_path))


def fragments_of(test: AppTest) -> list[str]:
    """Return the ids of a test's fragments, in the order in which they were drawn."""
    if not hasattr(test, "_fragment_storage"):
        test._fragment_storage = MemoryFragmentStorage()
    return [*test._fragment_storage._fragments]


def key_of(element: Any) -> str:
    """Return the key of a component, which Streamlit puts at the end of its id."""
    name: str = element.proto.id
    return name.split("-", 2)[2]


def keep_state() -> None:
    """Do so in all tests from now on; in a current Streamlit do nothing."""
    if not IS_OLD:
        return
    run = AppTest._run

    def run_as_now(test: AppTest, *args: Any, **kwargs: Any) -> AppTest:
        fragments_of(test)
        pages: list[PagesManager] = []

        def remember(*args: Any, **kwargs: Any) -> PagesManager:
            pages.append(made := PagesManager(*args, **kwargs))
            made.set_current_page_script_hash(vars(test).get("_finished_page", ""))
            return made

        page = test._page_hash
        test._page_hash = page or vars(test).get("_finished_page", "")
        storage = test._fragment_storage
        init = ScriptRunner.__init__

        def as_user(runner: ScriptRunner, **options: Any) -> None:
            init(runner, **{**options, "user_info": vars(test).get("user", options["user_info"])})

        def runtime(**options: Any) -> MagicMock:
            return MagicMock(**options, bidi_component_registry=COMPONENTS)

        with (
            patch.object(app_test, "PagesManager", remember),
            patch.object(local_script_runner, "MemoryFragmentStorage", lambda: storage),
            patch.object(ScriptRunner, "__init__", as_user),
            patch.object(app_test, "MagicMock", runtime),
            patch.object(app_test, "BidiComponentManager", lambda: COMPONENTS, create=True),
        ):
            remember.uses_pages_directory = None  # type: ignore[attr-defined]
            run(test, *args, **kwargs)
        test._finished_page = pages[0].current_page_script_hash  # type: ignore[attr-defined]
        test._page_hash = page
        return test

    vars(app_test)["AppTest"]._run = run_as_now
