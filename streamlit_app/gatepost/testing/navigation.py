"""Open a page of ``st.navigation`` in an ``AppTest``."""

from __future__ import annotations

from typing import Any

from streamlit import util
from streamlit.testing.v1 import AppTest


def open_page(at: AppTest, url_path: str) -> AppTest:
    """Let the next run be one of this page; ``AppTest.switch_page`` opens only files.

    Args:
        at: The app's test, which has run.
        url_path: The page's path in the browser; by default the name of its function.

    Raises:
        ValueError: In its last run the app had no such page.
    """
    pages: dict[str, Any] = at._registered_pages  # noqa: SLF001 - Streamlit has no public way
    if (page := util.calc_hash(url_path)) not in pages:
        known = sorted(str(one.get("url_pathname")) for one in pages.values())
        raise ValueError(
            f"The app has no page {url_path!r}. Run it first, then open one of {known}."
        )
    at._page_hash = page  # noqa: SLF001
    return at
