"""Build the documentation site with Sphinx; a warning or a dead link is an error.

``python3 dev.py docs`` builds it. ``python3 dev.py check`` reads every page, but writes none. Both
read each page again, since Sphinx shows the warnings of a page only when it reads it.
"""

import shutil
import sys
from pathlib import Path

from infra.local.foreground import run_in_foreground
from infra.local.tiers import ROOT, run_dir
from infra.local.toolchain import MERMAID, install_packages, set_up_lock

FOLDER = run_dir(0) / "docs"
INDEX = Path("html", "docs", "index.html")


def sphinx(builder: str, folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the command that has a builder of Sphinx write into a subfolder of its name."""
    where = ("-d", str(folder / f"read-for-{builder}"), str(ROOT), str(folder / builder))
    strict = ("--fresh-env", "--fail-on-warning", "--keep-going", "--quiet", "--jobs", "auto")
    return (sys.executable, "-m", "sphinx", "-c", "docs", "-b", builder, *strict, *where)


def build(folder: Path = FOLDER) -> int:
    """Build the site and print where it is; return the exit code."""
    with set_up_lock():
        install_packages((MERMAID,))
    shutil.rmtree(folder / "html", ignore_errors=True)
    code = run_in_foreground(sphinx("html", folder))
    if code == 0:
        print(f"The documentation is built: open {(folder / INDEX).as_uri()}")
    return code
