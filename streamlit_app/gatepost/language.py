"""What people read, in the language of the person whose run of the app this is.

The texts are in ``languages/``, a file for each language. Which stay in English, and why:
``docs/languages.md``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("languages")

_find_locale: Callable[[], str | None] = lambda: None  # noqa: E731 - outside Streamlit


def find_locale_by(find: Callable[[], str | None]) -> None:
    """Set what finds the locale of the person, such as ``de-AT``; None outside a run."""
    global _find_locale  # noqa: PLW0603 - what knows Streamlit is above this module
    _find_locale = find


class Sentence:
    """A text by its name, and the values in it, which may be sentences; as ``str`` in English."""

    def __init__(self, name: str, /, **values: object) -> None:
        self._name, self._values = name, values

    def __str__(self) -> str:
        return self._write("en")

    def __repr__(self) -> str:
        return repr(str(self))

    def shown(self) -> str:
        """Return the text in the person's language."""
        return self._write(_language())

    def _write(self, language: str) -> str:
        values = {
            name: value._write(language) if isinstance(value, Sentence) else value  # noqa: SLF001
            for name, value in self._values.items()
        }
        return _texts(language)[self._name].format(**values)


def write(name: str, /, **values: object) -> str:
    """Return a text in the person's language."""
    return Sentence(name, **values).shown()


def _language() -> str:
    """Return the person's language by its primary subtag; English if there are no texts in it."""
    wanted = (_find_locale() or "").split("-")[0].lower()
    return wanted if wanted in _languages() else "en"


@cache
def _languages() -> frozenset[str]:
    return frozenset(path.stem for path in _FOLDER.glob("*.json"))


@cache
def _texts(language: str) -> dict[str, str]:
    texts: dict[str, str] = json.loads((_FOLDER / f"{language}.json").read_text("utf-8"))
    return texts
