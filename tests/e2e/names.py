"""Names as an identity provider may send them, and what is shown of each."""

from __future__ import annotations

from typing import Final

MARKUP: Final = {
    "emphasis and code": "**bold** __too__ *em* _em_ `code` ~~gone~~",
    "a link and an image": "[click](https://evil.example/) ![x](https://evil.example/x.png)",
    "addresses": "https://evil.example/ www.evil.example <https://evil.example> me@evil.example",
    "a reference": "[a][1] [^1] [1]: https://evil.example",
    "icons and emoji": ":material/key: :streamlit: :smile: :+1: :material_key:",
    "colours": ':red[x] :blue-badge[y] :rainbow[z] :small[s] :color[c]{foreground="red"} :help[h]',
    "formulas": r"$x^2$ $$y$$ \(z\) \[w\]",
    "patterns": "$& $` $' $$ $1 {name} $<name>",
    "HTML": "<img src=https://evil.example/h.png onerror=alert(1)> <b>b</b> &amp; &#60; <!-- c -->",
    "arrows": "A -> B <- C <-> D -- E >= F <= G ~= H",
    "a heading": "# Ada",
    "a list": "1. Ada - b",
    "a quote in a table": "> | a | b | --- |",
    "escapes": r"\*\_\\ \:smile\: \$x\$",
}
"""Each is one line, and shown as it is."""

CLEANED: Final = {
    "1,200 characters": ("x" * 1_200, "x" * 199 + "…"),
    "1,200 characters in words": ("Ada " * 300, "Ada " * 49 + "Ada…"),
    "marks of direction": ("Ada \u202egnitte\u2066 \u200fL", "Ada gnitte L"),
    "line breaks": ("Ada\r\n\r\n# is\n- an\u2028admin", "Ada # is - an admin"),
    "NUL and other controls": ("A\0d\x1ba\x9b", "A d a"),
    "half a character": ("A\ud83dda", "A\ufffdda"),
    "right to left": ("\u0639\u0627\u0626\u0634\u0629 (x)", "\u0639\u0627\u0626\u0634\u0629 (x)"),
}
"""By what it is: the name that is sent, and the one that is shown."""

NAMES: Final = {**{what: (name, name) for what, name in MARKUP.items()}, **CLEANED}

UNSEEN: Final = {"empty": "", "only spaces": " \t\u00a0 ", "nothing that can be seen": "\u200b"}
"""No names: the e-mail address is shown in their place."""
