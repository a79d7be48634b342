"""Set up .venv: uv creates it and installs what requirements-dev.txt locks."""

import ast
import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.local.step import Step, download_reasons, run_step
from infra.local.tiers import ROOT, run_dir

ENVIRONMENT = ROOT / ".venv"
UV_LOCK = ROOT / "requirements-uv.txt"
LOCK = ROOT / "requirements-dev.txt"

_PYTHON = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
_UV = "bin/uv.exe" if sys.platform == "win32" else "bin/uv"

# uv does not read pip.conf, so these settings of pip are passed on in uv's variables.
_SETTINGS = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
}

REASONS = {
    r"Failed to build|build backend": (
        "A Python package must be compiled, and that failed: install a C compiler "
        "(Debian and Ubuntu: apt install build-essential python3-dev; "
        "macOS: xcode-select --install), then run the same command again."
    ),
    **download_reasons("Python", "pip"),
    "No module named pip": (
        "Python's pip is missing: install it (Debian and Ubuntu: apt install python3-pip; "
        "elsewhere: python3 -m ensurepip), then run the same command again."
    ),
}


def enter_environment(arguments: list[str]) -> None:
    """Update .venv and run dev.py again in it; return if this process runs in it already.

    Raises:
        LocalRunError: pip is missing, or a package cannot be installed.
    """
    uv = ensure_uv()
    python = str(python_of(ENVIRONMENT))
    sync = (uv, "pip", "sync", "--require-hashes", "--python", python, str(LOCK))
    # This succeeds only if uv's cache holds every missing package.
    offline = subprocess.run((*sync, "--offline", "--quiet"), capture_output=True, check=False)
    if offline.returncode:
        make = (uv, "venv", "--allow-existing", "--python", sys.executable, str(ENVIRONMENT))
        run_step(Step("Creating .venv", "venv", make, reasons=REASONS))
        env = {**os.environ, **pip_settings()}
        run_step(Step("Installing Python packages", "uv", sync, env=env, reasons=REASONS))
    if Path(sys.prefix).resolve() == ENVIRONMENT.resolve():
        return
    command = (python, str(ROOT / "dev.py"), *arguments)
    if sys.platform == "win32":
        sys.exit(subprocess.call(command))
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606  the command is our own


def python_of(environment: Path) -> Path:
    """Return the path of an environment's Python."""
    return environment / _PYTHON


def ensure_uv() -> str:
    """Return the path of the locked uv; the first time, fetch it with pip."""
    version = UV_LOCK.read_text("ascii").partition("==")[2].split()[0]
    folder = run_dir(0) / f"uv-{version}"
    if not folder.exists():
        folder.parent.mkdir(exist_ok=True)
        # Renamed once complete, so that two simultaneous runs of dev.py do not collide.
        with TemporaryDirectory(dir=folder.parent) as new:
            pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
            options = ("--no-input", "--require-hashes", "--target", new, "-r", str(UV_LOCK))
            run_step(Step("Fetching uv", "pip", (*pip, *options), reasons=REASONS))
            with suppress(OSError):  # another dev.py was faster
                Path(new).rename(folder)
    return str(folder / _UV)


def pip_settings() -> dict[str, str]:
    """Return this machine's settings of pip, as variables for uv."""
    command = (sys.executable, "-m", "pip", "config", "list")
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    values = {}
    for section in ("global", "install", ":env:"):  # the later ones win, as with pip
        for name, value in re.findall(rf"^{section}\.([a-z-]+)=(.*)$", listed, re.MULTILINE):
            if name in _SETTINGS:
                separator = "," if name == "find-links" else " "
                values[_SETTINGS[name]] = separator.join(ast.literal_eval(value).split())
    # Like pip, accept a package from any index: its hash must be the locked one.
    values["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return {name: value for name, value in values.items() if name not in os.environ}
