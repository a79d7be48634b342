"""Text of others, such as a person's name, for Streamlit's Markdown."""

from __future__ import annotations

import re

# Streamlit looks for icons, emoji, arrows, addresses and e-mail addresses in the text that is left
# when escapes are resolved, so a backslash helps against none of them. Each of their signs stands
# in an element of its own instead, which has no colour, and as a reference, which opens nothing.
_SIGNS = re.compile(r"[!-/:-@\[-`{-~]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")


def as_text(value: object) -> str:
    """Escape a text for ``st.markdown``, ``st.write`` and every label, which then show it as it is.

    No link, image, icon, emoji, formula or colour comes of it. Line breaks and runs of spaces
    become one space, and what can't be shown a replacement character.

    Args:
        value: The text, or what ``str`` makes one of.
    """
    shown = " ".join(_UNPRINTABLE.sub("\ufffd", str(value)).split())
    return _SIGNS.sub(lambda sign: f":color[&#{ord(sign[0])};]", shown)
