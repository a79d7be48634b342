"""Escape text from outside, such as a person's name, for Streamlit's Markdown."""

from __future__ import annotations

import re

# Streamlit looks for icons, emoji, arrows, addresses and e-mail addresses after it has resolved
# escapes, so a backslash stops none of them. Instead, each special character is put in an element
# of its own, which has no colour, as a character reference, which has no meaning in Markdown.
_SIGNS = re.compile(r"[!-/:-@\[-`{-~]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")


def as_text(value: object) -> str:
    """Escape a text so that ``st.markdown``, ``st.write`` and every label show it as it is.

    The result contains no link, image, icon, emoji, formula or colour. Line breaks and runs of
    spaces become one space, and unprintable characters become the replacement character.

    Args:
        value: The text, or any value, which ``str`` turns into text.
    """
    shown = " ".join(_UNPRINTABLE.sub("\ufffd", str(value)).split())
    return _SIGNS.sub(lambda sign: f":color[&#{ord(sign[0])};]", shown)
