"""Build the package as a release does, and check that PyPI would take it: one of the checks."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.local.tiers import ROOT

_SOURCE = ROOT / "streamlit_app"
_PARTS = ("gatepost", "LICENSE", "PYPI.md", "pyproject.toml")
_PYTHON = (sys.executable, "-m")
# What an import does not find if it is missing.
_NEEDED = (
    "gatepost/host.gen.js",
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
    return build(source, folder / "dist")


def main() -> int:
    """Print what is wrong with the package, and return how much."""
    with TemporaryDirectory() as folder:
        faults = faults_of(build_copy(Path(folder)))
    print("\n".join(faults) or "PyPI would take the package.")
    return len(faults)


if __name__ == "__main__":
    sys.exit(main())
