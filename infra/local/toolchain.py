"""Prepare what the tiers need to start: Node packages, a secret, the component's build."""

import secrets
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from infra.local.foreground import clean_environment
from infra.local.node import NODE, NPM, PATH
from infra.local.step import Step, download_reasons, run_step
from infra.local.tiers import PROVIDER, ROOT, run_dir, tiers

COMPONENT = ROOT / "component"
PACKAGES = (COMPONENT, PROVIDER)
# The library that draws the diagrams, and parses them in a test.
MERMAID = ROOT / "tests" / "docs" / "mermaid"
# Large, and needed only by the tests.
TEST_PACKAGES = (
    *PACKAGES,
    MERMAID,
    ROOT / "tests" / "types" / "pyright",
)
# Larger still, and needed only by the rehearsal.
REHEARSAL = ROOT / "infra" / "rehearsal"

BUNDLES = COMPONENT / "frame" / "bundles.gen.json"
BUNDLE = (str(NODE), "frame/build.mjs")
LOCK = run_dir(0) / "set-up.lock"
SETTINGS = ROOT / "infra" / "local" / "tiers.py"
SECRET_OCTETS = 32
# Made by tools, so not inputs of the build.
_MADE = ("node_modules", "public/frame", "frame/bundles.gen.json", "next-env.d.ts")

QUIET_NPM = {
    "NEXT_TELEMETRY_DISABLED": "1",
    "npm_config_audit": "false",
    "npm_config_fund": "false",
    "npm_config_update_notifier": "false",
    "npm_config_fetch_retries": "2",
    "npm_config_fetch_retry_mintimeout": "1000",
    "npm_config_fetch_retry_maxtimeout": "5000",
}


@contextmanager
def set_up_lock(path: Path = LOCK) -> Iterator[None]:
    """Hold the lock of this clone's set-up; print a line before waiting for another process."""
    lock = FileLock(path)
    try:
        held = lock.acquire(blocking=False)
    except Timeout:
        print("Another dev.py is installing or building in this clone: waiting for it.", flush=True)
        held = lock.acquire()
    with held:
        yield


def node_environment() -> dict[str, str]:
    """Return the user's environment with Node on the path and npm kept quiet."""
    return {**clean_environment(), **QUIET_NPM, "PATH": PATH}


def prepare(offset: int, folders: Sequence[Path] = PACKAGES, *, build: bool = True) -> None:
    """Make everything that the tiers of one port offset need to start.

    Without a build, as for the development server, only the bundles of the frames are made.
    """
    with set_up_lock():
        for tier in tiers(offset):
            for file in tier.secrets.values():
                ensure_secret(file)
        install_packages(folders)
        if build:
            _build_component(offset)
        elif not BUNDLES.exists():
            run_step(Step("Bundling the frames", "bundle", BUNDLE, COMPONENT, node_environment()))


def ensure_secret(file: Path) -> None:
    """Make a secret that only the user may read, in hex; do nothing if the file exists."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    # Renamed once complete. Only the user may read a temporary file.
    with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False) as new:
        new.write(secrets.token_hex(SECRET_OCTETS))
    Path(new.name).replace(file)


def install_packages(folders: Sequence[Path] = PACKAGES) -> None:
    """Run ``npm ci`` wherever the lock file is newer than what npm installed last."""
    for folder in folders:
        installed = folder / "node_modules" / ".package-lock.json"  # npm writes it last
        if is_newer(installed, (folder / "package.json", folder / "package-lock.json")):
            continue
        title, name = f"Installing Node packages of {folder.name}", f"npm-{folder.name}"
        command = (str(NODE), str(NPM), "ci")
        reasons = download_reasons("Node", "npm")
        run_step(Step(title, name, command, folder, node_environment(), reasons))


def _build_component(offset: int) -> None:
    """Build the component for one port offset, if a source or the settings are newer."""
    tier = next(tier for tier in tiers(offset) if tier.name == "component")
    built = COMPONENT / tier.env["NEXT_DIST_DIR"] / "gatepost.stamp"
    if BUNDLES.exists() and is_newer(built, (SETTINGS, *component_sources())):
        return
    command = (str(NODE), str(NPM), "run", "build")
    env = {**tier.environment(), **QUIET_NPM}
    run_step(Step("Building the component", f"build-{offset}", command, COMPONENT, env))
    built.touch()


def is_newer(made: Path, sources: Iterable[Path]) -> bool:
    """Return whether a file exists and no source has changed since it was made."""
    if not made.exists():
        return False
    since = made.stat().st_mtime
    return all(source.stat().st_mtime <= since for source in sources)


def component_sources(folder: Path = COMPONENT) -> Iterator[Path]:
    """Yield the sources and their folders: removing a file changes the time of its folder."""
    for entry in folder.iterdir():
        name = entry.relative_to(COMPONENT).as_posix()
        if name in _MADE or name.startswith(".next"):
            continue
        yield entry
        if entry.is_dir():
            yield from component_sources(entry)
