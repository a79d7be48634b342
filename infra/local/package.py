"""Build the package, and check that PyPI would take it: one of the checks, and a release.

A release runs ``python -m infra.local.package dist``, which leaves wheel and sdist in that folder.
"""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.local.tiers import ROOT

_SOURCE = ROOT / "streamlit_app"
_PARTS = ("gatepost", "LICENSE", "PYPI.md", "pyproject.toml")
_PYTHON = (sys.executable, "-m")
# What an import does not find if it is missing.
_NEEDED = (
    "gatepost/host.gen.js",
    "gatepost/own_page/files/gatepost.gen.js",
    "gatepost/py.typed",
    "gatepost/starter/files/app.py.txt",
    "LICENSE",
)


def build(source: Path, dist: Path) -> list[Path]:
    """Build wheel and sdist of a folder into another, and return both.

    Raises:
        subprocess.CalledProcessError: It can't be built.
    """
    build_it = (*_PYTHON, "build", "--no-isolation", "--outdir", str(dist), str(source))
    subprocess.run(build_it, check=True, capture_output=True, text=True)
    return sorted(dist.iterdir())


def faults_of(built: list[Path]) -> list[str]:
    """Return what PyPI, or a person who installs the package, would miss."""
    wheel = next(str(path) for path in built if path.suffix == ".whl")
    found = []
    for command in (
        (*_PYTHON, "twine", "check", "--strict", *map(str, built)),
        (*_PYTHON, "check_wheel_contents", wheel),
    ):
        run = subprocess.run(command, check=False, capture_output=True, text=True)
        if run.returncode:
            found.append(run.stdout + run.stderr)
    names = zipfile.ZipFile(wheel).namelist()
    found += [f"{one} is missing" for one in _NEEDED if not any(n.endswith(one) for n in names)]
    return found


def build_copy(folder: Path) -> list[Path]:
    """Build from a copy in the folder, since a build leaves files beside what it builds."""
    source = folder / "source"
    source.mkdir(parents=True)
    for part in _PARTS:
        path = _SOURCE / part
        if path.is_dir():
            shutil.copytree(path, source / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, source / part)
    with (source / "pyproject.toml").open("a", encoding="utf-8") as project:
        project.write(_urls())
    return build(source, folder / "dist")


def _urls() -> str:
    """Return the addresses of the repository that the release comes from, as GitHub names it."""
    server, name = (os.environ.get(f"GITHUB_{part}", "") for part in ("SERVER_URL", "REPOSITORY"))
    if not (server and name):
        return ""
    pages = {"Repository": "", "Documentation": "/tree/main/docs", "Issues": "/issues"}
    pages |= {"Changelog": "/blob/main/CHANGELOG.md", "Security": "/blob/main/SECURITY.md"}
    lines = [f'{title} = "{server}/{name}{path}"' for title, path in pages.items()]
    return "\n".join(["", "[project.urls]", *lines, ""])


def main(arguments: Sequence[str] = ()) -> int:
    """Print what is wrong with the package, and return how much.

    Args:
        arguments: A folder for the files, if they are to be kept.
    """
    with TemporaryDirectory() as folder:
        built = build_copy(Path(folder))
        faults = faults_of(built)
        for target in () if faults else arguments:
            shutil.copytree(built[0].parent, target)
    print("\n".join(faults) or "PyPI would take the package.")
    return len(faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
