"""Make what would be deployed: each tier from a copy of its own folder alone."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from infra.local.node import NODE, NPM, PATH
from infra.local.python_packages import REASONS, ensure_uv, pip_settings
from infra.local.step import Step, run_step
from infra.local.tiers import ROOT
from infra.local.toolchain import (
    PACKAGES,
    QUIET_NPM,
    REHEARSAL,
    component_sources,
    ensure_secret,
    install_packages,
    is_newer,
    node_environment,
    set_up_lock,
)
from infra.rehearsal import resolve
from infra.rehearsal.certificates import ensure_certificates, trust_in
from infra.rehearsal.names import EDGE_PORT, FOLDER, SITES
from infra.rehearsal.settings import BUILD_SETTINGS, SECRETS, community_secrets

PACKAGE = REHEARSAL
COMPONENT = FOLDER / "component"
FUNCTIONS = FOLDER / "functions"
APP = FOLDER / "app"
HOSTS = FOLDER / "hosts.json"
VERCEL = PACKAGE / "node_modules" / "vercel" / "dist" / "index.js"
_PROJECT = {
    "projectId": "prj_rehearsal",
    "orgId": "team_rehearsal",
    "settings": {"framework": "nextjs", "nodeVersion": "24.x"},
}


def make_artefacts() -> None:
    """Make everything that is missing or older than its sources."""
    with set_up_lock():
        ensure_certificates()
        for file in SECRETS.values():
            ensure_secret(file)
        HOSTS.write_text(json.dumps(dict.fromkeys(SITES, EDGE_PORT)), "utf-8")
        install_packages((*PACKAGES, PACKAGE))
        _build_component()
        _install(FUNCTIONS, "functions")
        _install(APP, "streamlit_app")
        secrets = APP / ".streamlit" / "secrets.toml"
        secrets.parent.mkdir(exist_ok=True)
        secrets.write_text(community_secrets(), "utf-8")


def python_of(artefact: Path) -> Path:
    """Return the interpreter of an artefact's own environment."""
    return artefact / ".venv" / "bin" / "python"


def _copy(folder: str, into: Path) -> None:
    """Copy what git knows of a folder, and what it does not ignore."""
    listed = subprocess.run(
        ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", folder),
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).exists():
            made = into / name
            made.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, made)


def _build_component() -> None:
    """Run ``vercel build`` in a copy, with the settings of the production environment."""
    built = COMPONENT / "built.stamp"
    sources = (*component_sources(), Path(__file__).with_name("settings.py"))
    if is_newer(built, sources):
        return
    shutil.rmtree(COMPONENT, ignore_errors=True)
    _copy("component", COMPONENT)
    (project := COMPONENT / "component" / ".vercel").mkdir()
    (project / "project.json").write_text(json.dumps(_PROJECT), "utf-8")
    # Node's Python package has a program npm that does not run from where it is.
    npm = FOLDER / "bin" / "npm"
    npm.parent.mkdir(exist_ok=True)
    npm.write_text(f'#!/bin/sh\nexec "{NODE}" "{NPM}" "$@"\n', "utf-8")
    npm.chmod(0o700)
    secrets = {
        name: SECRETS[name].read_text("ascii")
        for name in ("AUTH0_CLIENT_SECRET", "GATEPOST_SECRET")
    }
    env = {
        **node_environment(),
        **QUIET_NPM,
        **BUILD_SETTINGS,
        **secrets,
        "PATH": f"{npm.parent}:{PATH}",
        "VERCEL_TELEMETRY_DISABLED": "1",
    }
    # Without an account: the project's settings are in the file above, and no call is made.
    command = (str(NODE), str(VERCEL), "build", "--prod", "--yes", "--token", "none")
    run_step(
        Step("Building the component with Vercel's CLI", "vercel", command, project.parent, env)
    )
    built.touch()


def _install(artefact: Path, folder: str) -> None:
    """Install a Python tier in an environment of its own, from its own lock file."""
    shutil.rmtree(artefact / folder, ignore_errors=True)
    _copy(folder, artefact)
    python, lock = python_of(artefact), artefact / folder / "requirements.txt"
    env = {**node_environment(), **pip_settings()}
    uv = ensure_uv()
    if not python.exists():
        make = (uv, "venv", "--python", sys.executable, str(python.parents[1]))
        run_step(Step(f"Creating an environment for {folder}", f"venv-{folder}", make, env=env))
    sync = (uv, "pip", "sync", "--require-hashes", "--python", str(python), str(lock))
    run_step(
        Step(f"Installing the packages of {folder}", f"uv-{folder}", sync, env=env, reasons=REASONS)
    )
    (packages,) = python.parents[1].glob("lib/python*/site-packages")
    trust_in(packages / "certifi" / "cacert.pem")
    source = Path(resolve.__file__).read_text("utf-8")
    (packages / "rehearsal_names.py").write_text(
        f"{source}\n\ninstall({dict.fromkeys(SITES, EDGE_PORT)})\n", "utf-8"
    )
    (packages / "rehearsal_names.pth").write_text("import rehearsal_names\n", "utf-8")
