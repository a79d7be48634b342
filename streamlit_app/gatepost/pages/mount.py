"""Mount the Components v2 components by which a framed page is drawn: its host and connection."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import streamlit as st

# Streamlit sends a large message once and later refers to it by its hash. If the connection drops
# during that first send, the element is missing from then on, so no large message is repeated.
_LONGEST_REPEATED = 1_000


def mount(name: str, key: str, data: Mapping[str, Any], **hooks: Callable[[], None]) -> None:
    """Draw the component with that script.

    Args:
        name: Of the script, and of the component: ``host`` or ``connection``.
        key: Streamlit's key of the element.
        data: What the script gets.
        hooks: ``on_…_change``, called when the script has sent something.
    """
    text = data.get("props", "")
    unlike = {"unlike": token_urlsafe(8)} if len(text) > _LONGEST_REPEATED else {}
    _component(name)(key=key, data={**data, **unlike}, **hooks)


@cache
def _component(name: str) -> Callable[..., Any]:
    script = Path(__file__).parents[1] / f"{name}.gen.js"
    return st.components.v2.component(f"gatepost_{name}", js=script.read_text("utf-8"))
