"""Have Terraform validate and test the modules offline: ``python -m infra.policy.terraform``.

Its providers are stand-ins that know the schemas (``provider.py``). Without a terraform or tofu on
the path this says so and succeeds: the other checks of the modules still decide.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.policy.environment import environment
from infra.policy.modules import INFRA, MODULES

PROVIDERS = {"auth0": "auth0/auth0", "google": "hashicorp/google", "vercel": "vercel/vercel"}
SECONDS = 300


def find_faults() -> Iterator[str]:
    """Yield what Terraform says of each module that is wrong."""
    program = shutil.which("terraform") or shutil.which("tofu")
    if program is None:
        print("Neither terraform nor tofu is installed, so neither has validated the modules.")
        return
    with TemporaryDirectory() as made:
        folder = Path(made)
        python = environment("terraform", "requirements.txt")
        if python is None:
            print("The package tf can't be installed, so Terraform has not validated the modules.")
            return
        env = _overrides(folder, python)
        # A copy: Terraform writes beside its sources.
        shutil.copytree(INFRA, folder / "infra", ignore=shutil.ignore_patterns("local", "policy"))
        for module in (*MODULES, "example"):
            at = folder / "infra" / module
            steps = [("get",), ("validate",)]
            if (at / "tests").exists():
                steps.append(("test",))
            for step in steps:
                yield from _run([program, *step, "-no-color"], at, env)


def _overrides(folder: Path, python: Path) -> dict[str, str]:
    """Return an environment in which Terraform starts the stand-ins, and asks no registry."""
    script = Path(__file__).with_name("provider.py")
    for name in PROVIDERS:
        start = folder / f"terraform-provider-{name}"
        start.write_text(f'#!/bin/sh\nexec "{python}" "{script}" {name}\n', "utf-8")
        start.chmod(0o700)
    lines = "\n".join(f'    "{source}" = "{folder}"' for source in PROVIDERS.values())
    settings = folder / "terraformrc"
    settings.write_text(
        f"provider_installation {{\n  dev_overrides {{\n{lines}\n  }}\n  direct {{}}\n}}\n", "utf-8"
    )
    return {**os.environ, "TF_CLI_CONFIG_FILE": str(settings), "CHECKPOINT_DISABLE": "1"}


def _run(command: list[str], at: Path, env: dict[str, str]) -> Iterator[str]:
    run = subprocess.run(
        command, cwd=at, env=env, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    if run.returncode:
        yield f"{at.name}: {' '.join(command[1:])} fails\n{run.stdout}{run.stderr}"


if __name__ == "__main__":
    faults = list(find_faults())
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)
