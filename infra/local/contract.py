"""Generate files from other tiers' sources; committed, so that no tier needs another's.

``python3 dev.py contract`` writes them; ``python3 dev.py check`` fails if one is out of date.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from infra.local.node import NODE

ROOT = Path(__file__).resolve().parents[2]
COMPONENT = ROOT / "component"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
HOST = COMPONENT / "host"
WIRE = COMPONENT / "wire"
PACKAGE = ROOT / "streamlit_app" / "gatepost"
FUNCTIONS = ROOT / "functions" / "gatepost_api"
BANNER = "{comment} Generated from {source}: edit that, then run python3 dev.py contract."


def modules() -> dict[Path, str]:
    """Return the TypeScript of the package's messages and of the demo app's own."""
    sys.path.insert(0, str(ROOT / "streamlit_app"))
    import gatepost
    import messages
    from gatepost.own_page.contract import typescript
    from gatepost.wire import events

    banner = BANNER.format(comment="//", source="streamlit_app/{}")
    contract = typescript(events, banner.format("gatepost/wire/events.py"))
    contract += (
        f'\n/** `gatepost.__version__` */\nexport const RELEASE = "{gatepost.__version__}";\n'
    )
    own = typescript(messages, banner.format("messages.py"))
    return {WIRE / "contract.gen.ts": contract, WIRE / "app.gen.ts": own}


def scripts(host: Path = HOST) -> dict[Path, str]:
    """Return the scripts for the app's page, built from the modules in ``host`` or a copy of it.

    Raises:
        subprocess.CalledProcessError: esbuild failed; its output says why.
    """
    made = {}
    for name in ("host", "connection"):
        built = subprocess.run(
            [NODE, HOST / "build.mjs", host / f"{name}.ts"],
            cwd=COMPONENT,
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        )
        banner = BANNER.format(comment="//", source=f"component/host/{name}.ts")
        made[PACKAGE / f"{name}.gen.js"] = f"{banner}\n{built.stdout}"
    return made


def own_pages() -> dict[Path, str]:
    """Return what a framed page of another repository is made of, for ``gatepost contract``.

    Raises:
        subprocess.CalledProcessError: It can't be built; the output says why.
    """
    built = subprocess.run(
        [NODE, "frame/own_page.mjs"],
        cwd=COMPONENT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
    )
    files: dict[str, str] = json.loads(built.stdout)
    return {PACKAGE / "own_page" / "files" / name: text for name, text in files.items()}


def copies() -> dict[Path, str]:
    """Return the check of setting values, for the tier that can't import the package."""
    banner = BANNER.format(comment="#", source="streamlit_app/gatepost/values.py")
    rule = (PACKAGE / "values.py").read_text("utf-8")
    return {FUNCTIONS / "values.py": f"{banner}\n{rule}"}


def diagrams() -> dict[Path, str]:
    """Return the page with the diagrams of the demo app's patterns."""
    from views.patterns.mermaid import insert_diagrams

    return {ARCHITECTURE: insert_diagrams(ARCHITECTURE.read_text("utf-8"))}


def main(arguments: list[str]) -> int:
    """Write the generated files, or compare them."""
    is_check = "--check" in arguments
    stale = 0
    # The modules come first, because the scripts are built from them.
    for generate in (modules, scripts, own_pages, copies, diagrams):
        for path, text in generate().items():
            if path.exists() and path.read_text("utf-8") == text:
                continue
            stale += 1
            if is_check:
                print(f"{path.relative_to(ROOT)} is stale: run python3 dev.py contract")
                continue
            path.write_text(text, "utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return 1 if is_check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
