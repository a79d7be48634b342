"""Act on changed files while ``up --watch`` runs.

Streamlit itself reloads changed modules, and Next's development server compiles the component's
pages and routes. This does the rest: it bundles the frames, writes the generated files, makes
Streamlit reload after a change to a file that is not a module, and restarts a tier that cannot
reload its sources.
"""

import subprocess
import sys
import time
from collections.abc import Iterator, Set
from pathlib import Path

from watchfiles import watch

from infra.local import contract
from infra.local.process import POLL_SECONDS
from infra.local.tiers import PROVIDER, ROOT, reload_dir
from infra.local.toolchain import BUNDLE, COMPONENT, node_environment

APP = ROOT / "streamlit_app"
WIRE = COMPONENT / "wire"  # shared by the frames and the host
FRAME_FOLDERS = {COMPONENT / "frame", WIRE}
HOST_FOLDERS = {COMPONENT / "host", WIRE}
# The tier to restart for a change in a folder.
TIER_FOLDERS = {
    ROOT / "functions": "functions",
    PROVIDER: "identity-provider",
    ROOT / ".streamlit": "streamlit",
}
# The sources of the other generated files: the classes of messages, the check of setting values.
PACKAGE = APP / "gatepost"
SOURCES = {PACKAGE / "wire" / "events.py", APP / "messages.py", PACKAGE / "values.py"}
CONTRACT = (sys.executable, "-m", "infra.local.contract")


# Streamlit removes each module that it watches, sitecustomize too, before it imports the app's
# again. The next import puts that back.
RELOADED = """\
import sys

class Stay:
    module = sys.modules[__name__]

    def find_spec(self, name, path=None, target=None):
        sys.modules.setdefault(__name__, self.module)

sys.meta_path.insert(0, Stay())
"""


def restarts(offset: int) -> Iterator[Set[str]]:
    """Yield, every tenth of a second, the names of the tiers to restart."""
    reload_streamlit(offset)
    folders = {APP, *FRAME_FOLDERS, *HOST_FOLDERS, *TIER_FOLDERS}
    milliseconds = round(POLL_SECONDS * 1_000)
    for batch in watch(
        *folders, debounce=milliseconds, rust_timeout=milliseconds, yield_on_timeout=True
    ):
        changed = {Path(path) for _, path in batch}
        generate(changed)
        if any(APP in path.parents and path.suffix != ".py" for path in changed):
            reload_streamlit(offset)
        yield {name for folder, name in TIER_FOLDERS.items() if _any_in({folder}, changed)}


def reload_streamlit(offset: int) -> None:
    """Make Streamlit import the app's modules again, as if one of them had changed.

    It imports from PYTHONPATH the module that this function writes, and watches it.
    """
    module = reload_dir(offset) / "sitecustomize.py"  # Python imports it when it starts
    module.parent.mkdir(parents=True, exist_ok=True)
    module.write_text(f"{RELOADED}# Written at {time.time_ns()}, to be noticed.\n", "ascii")


def generate(changed: Set[Path]) -> None:
    """Write the files that are generated from the changed ones; print the reason if that fails."""
    sources = {path for path in changed if not {".gen", ".test"} & {*path.suffixes}}
    types = {path for path in changed if path.name.endswith(".gen.ts")}  # a source of the frames
    try:
        if SOURCES & changed:
            _run(CONTRACT, ROOT)
        elif _any_in(HOST_FOLDERS, sources):
            write_scripts()
        if _any_in(FRAME_FOLDERS, sources | types):
            _run(BUNDLE, COMPONENT)
    except subprocess.CalledProcessError as error:
        print(f"A generated file cannot be written:\n{(error.stdout + error.stderr).strip()}")


def write_scripts() -> None:
    """Write the host's scripts only: the other generated files take seconds."""
    for path, script in contract.scripts().items():
        if path.read_text("utf-8") != script:
            path.write_text(script, "utf-8")


def _any_in(folders: Set[Path], paths: Set[Path]) -> bool:
    return any(folder in path.parents for path in paths for folder in folders)


def _run(command: tuple[str, ...], cwd: Path) -> None:
    subprocess.run(
        command, cwd=cwd, env=node_environment(), capture_output=True, text=True, check=True
    )
