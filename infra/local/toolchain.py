"""What Node needs before the tiers can start: packages and the component's build."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from infra.local.fingerprint import fingerprint, is_current, write_stamp
from infra.local.foreground import clean_environment
from infra.local.node import NODE, NPM
from infra.local.secret_file import ensure_secret
from infra.local.set_up_lock import set_up_lock
from infra.local.step import NO_NETWORK, Step, run_step
from infra.local.tiers import INHERITED, ROOT, Tier, run_dir, tiers

COMPONENT = ROOT / "component"
PACKAGES = (COMPONENT, ROOT / "infra" / "local" / "identity_provider")
# Heavy, and needed by the tests alone.
TEST_PACKAGES = (*PACKAGES, ROOT / "tests" / "docs" / "mermaid")

# Made by tools, so not inputs of the build.
BUNDLES = "frame/bundles.gen.json"
_MADE = ("node_modules", ".next", "public/frame", BUNDLES, "next-env.d.ts", "tsconfig.tsbuildinfo")

QUIET_NPM = {
    "NEXT_TELEMETRY_DISABLED": "1",
    "npm_config_audit": "false",
    "npm_config_fund": "false",
    "npm_config_update_notifier": "false",
    "npm_config_fetch_retries": "2",
    "npm_config_fetch_retry_mintimeout": "1000",
    "npm_config_fetch_retry_maxtimeout": "5000",
}

REASONS = {
    NO_NETWORK: (
        "The Node packages cannot be downloaded: "
        "this machine reaches no network or no package registry."
    ),
    "EINTEGRITY": (
        "A downloaded Node package is not the one that package-lock.json names, "
        "so it was not installed."
    ),
}


def node_environment() -> dict[str, str]:
    """Return the user's environment with Node on the path and npm kept quiet."""
    path = os.pathsep.join((str(NODE.parent), os.environ.get("PATH", os.defpath)))
    return {**clean_environment(), **QUIET_NPM, "PATH": path}


def install_node_packages(folders: Sequence[Path] = PACKAGES) -> None:
    """Run ``npm ci`` wherever the lock file has changed since the last time."""
    for folder in folders:
        stamp = folder / "node_modules" / "gatepost.stamp"
        wanted = fingerprint([folder / "package.json", folder / "package-lock.json"])
        if is_current(stamp, wanted):
            continue
        run_step(
            Step(
                title=f"Installing Node packages of {folder.name}",
                name=f"npm-{folder.name}",
                command=(str(NODE), str(NPM), "ci"),
                cwd=folder,
                env=node_environment(),
                reasons=REASONS,
            )
        )
        write_stamp(stamp, wanted)


def build_component(offset: int) -> None:
    """Build the component for one port offset, if its sources or settings have changed."""
    tier = next(tier for tier in tiers(offset) if tier.name == "component")
    settings = {name: tier.env[name] for name in sorted(tier.env) if name not in INHERITED}
    stamp = run_dir(offset) / "component-build.stamp"
    wanted = fingerprint(_sources(COMPONENT), extra=str(settings))
    if is_current(stamp, wanted) and _is_built(tier):
        return
    run_step(
        Step(
            title="Building the component",
            name=f"build-{offset}",
            command=(str(NODE), str(NPM), "run", "build"),
            cwd=COMPONENT,
            env={**tier.environment(), **QUIET_NPM},
        )
    )
    write_stamp(stamp, wanted)


def prepare(offset: int, folders: Sequence[Path] = PACKAGES) -> None:
    """Do all that must be done before the tiers of one port offset can start."""
    with set_up_lock():
        for tier in tiers(offset):
            for file in tier.secrets.values():
                ensure_secret(file)
        install_node_packages(folders)
        build_component(offset)


def _is_built(tier: Tier) -> bool:
    made = (f"{tier.env['NEXT_DIST_DIR']}/BUILD_ID", BUNDLES, "public/frame")
    return all((COMPONENT / name).exists() for name in made)


def _sources(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder, without what tools have made of them."""
    for entry in folder.iterdir():
        name = entry.relative_to(COMPONENT).as_posix()
        if name in _MADE or name.startswith(".next-"):
            continue
        if entry.is_dir():
            yield from _sources(entry)
        else:
            yield entry
