"""A small app that shows names in every element that reads Markdown."""

from __future__ import annotations

import streamlit as st

from gatepost import as_text
from tests.e2e.names import MARKUP


def main() -> None:
    """Draw each name in a container of its own."""
    for number, name in enumerate(MARKUP.values()):
        text = as_text(name)
        with st.container(key=f"name{number}"):
            st.markdown(text)
            st.write(text)
            st.markdown(f"**{text}**")
            st.caption(text)
            st.subheader(text, anchor=False)
            st.warning(text)
            st.button(text, key=f"button{number}")
            st.checkbox(text, key=f"checkbox{number}")
            st.expander(text)
            st.tabs([text])
    st.text("All are drawn.")


if __name__ == "__main__":
    main()
