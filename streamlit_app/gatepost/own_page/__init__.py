"""Framed pages in a repository of one's own: ``gatepost new-page`` and ``gatepost contract``."""

from __future__ import annotations

import re
import sys
from importlib.resources import files
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from gatepost.errors import OptionError
from gatepost.own_page.contract import javascript
from gatepost.page_origins import origin_of
from gatepost.values import fault

_KIT = (
    *("gatepost.gen.js", "gatepost.gen.d.ts", "gatepost.gen.css"),
    "source-sans-3-license.txt",
)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
# A name in the package, and in the repository: PAGE is the page's name.
_TEMPLATES = {
    "index.html": "PAGE/index.html",
    "page.js": "PAGE/page.js",
    "messages.py.txt": "PAGE_messages.py",
    "app.py.txt": "PAGE_app.py",
    "test_page.py.txt": "tests/test_PAGE.py",
}


def write_page(folder: Path, name: str, *, url: str, app_url: str) -> list[Path]:
    """Write a page, its messages, an app that shows it and a test; return their paths.

    Args:
        folder: Where to write them.
        name: The page's name.
        url: Address of the page.
        app_url: Exact origin of the app that shows it.

    Raises:
        OptionError: The name can't name a Python module, or an address is malformed.
        FileExistsError: One of the files exists; nothing was written.
        OSError: The folder can't be written.
    """
    if not _NAME.fullmatch(name):
        raise OptionError(
            f"The page can't be named {name[:40]!r}. Use small letters, digits and underscores, "
            "and begin with a letter."
        )
    if found := fault("base", url):
        raise OptionError(f"The option --url {found}.")
    if found := fault("origin", app_url):
        raise OptionError(f"The option --app {found}.")
    texts = {"PAGE_URL": url, "PAGE_ORIGIN": origin_of(url), "APP_ORIGIN": app_url, "PAGE": name}
    targets = {source: folder / path.replace("PAGE", name) for source, path in _TEMPLATES.items()}
    for path in targets.values():
        if path.exists():
            raise FileExistsError(17, "File exists", str(path))
    for source, path in targets.items():
        text = _read(source)
        for placeholder, value in texts.items():
            text = text.replace(placeholder, value)
        _write(path, text)
    messages, page = targets["messages.py.txt"], targets["index.html"].parent
    return [*targets.values(), *write_contract(messages, page)]


def write_contract(messages: Path, page: Path) -> list[Path]:
    """Write what a page needs of the package and of its messages; return what has changed.

    Raises:
        OptionError: The messages can't be used, or there is no such folder.
        OSError: The folder can't be written.
    """
    stale = stale_files(messages, page)
    for path, text in stale.items():
        _write(path, text)
    return list(stale)


def stale_files(messages: Path, page: Path) -> dict[Path, str]:
    """Return those files of a page that differ from this release or from its messages, as new.

    Raises:
        OptionError: The messages can't be used, or there is no such folder.
    """
    if not page.is_dir():
        raise OptionError(f"There is no folder {page}. Name that of the page.")
    banner = f"// Generated from {messages.name}: edit that, then run gatepost contract."
    try:
        own = javascript(_import(messages), banner)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".rstrip(".")
        raise OptionError(f"{messages} can't be used: {reason}. Correct it.") from error
    wanted = {page / name: _read(name) for name in _KIT} | {page / "messages.gen.js": own}
    return {
        path: text
        for path, text in wanted.items()
        if not path.exists() or path.read_text("utf-8") != text
    }


def _import(path: Path) -> ModuleType:
    """Import a module by its path, with what is beside it, as an app does."""
    spec = spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError("it is no Python file")
    module = module_from_spec(spec)
    sys.path.insert(0, str(path.resolve().parent))
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def _read(name: str) -> str:
    return (files(__name__) / "files" / name).read_text(encoding="utf-8")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
