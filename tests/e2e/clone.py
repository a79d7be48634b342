"""A clone of the repository in which ``docs/extend.md`` is followed, block by block."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.local.foreground import clean_environment
from infra.local.process import POLL_SECONDS, Process
from infra.local.tiers import ROOT, tiers

OFFSET = 2000  # beside the user's stack and that of the other end-to-end tests
UP = "python3 dev.py up"
_BLOCK = re.compile(r"(?:^`([^`\n]+)`\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_READY_SECONDS = 120  # with the build of the component
_END_SECONDS = 20


@dataclass(frozen=True)
class Block:
    """A block of the page: a new file where it has a path, else a diff, commands or output."""

    path: str
    language: str
    text: str


def blocks(section: str) -> list[Block]:
    """The blocks below a heading of the page, in order."""
    page = (ROOT / "docs" / "extend.md").read_text("utf-8")
    text = page.split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    return [Block(*found) for found in _BLOCK.findall(text)]


class Clone:
    """The files that git lists, with the packages that are installed here."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        listed = self._run("git", "-C", str(ROOT), "ls-files", "-z", "-co", "--exclude-standard")
        for name in filter(None, listed.split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
        self._run("git", "init", "--quiet")
        self._lend_python()
        for lock in ROOT.glob("[!.]*/**/package-lock.json"):
            if "node_modules" not in lock.parts and (lock.parent / "node_modules").exists():
                self._lend_node(folder / lock.parent.relative_to(ROOT), lock.parent)

    def follow(self, block: Block) -> None:
        """Do what a block says. What starts the tiers is left to ``up``."""
        if block.path:
            path = self.folder / block.path
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(block.text)
        elif block.language == "diff":
            self._run("git", "apply", "-", given=block.text)
        elif block.language == "sh":
            self._run("git", "add", "--all")  # the house rules are for what git lists
            for command in block.text.splitlines():
                if command != UP:
                    self.run(command)

    def undo(self, diff: Block) -> None:
        """Take a diff back."""
        self._run("git", "apply", "--reverse", "-", given=diff.text)

    def run(self, command: str, *, fails: bool = False) -> str:
        """Run a command of the page, and return what it says."""
        return self._run(*_words(command), fails=fails)

    @contextmanager
    def up(self) -> Iterator[str]:
        """Have ``dev.py up`` run; gives the address of the app."""
        command = [*_words(UP), "--port-offset", str(OFFSET)]
        log = self.folder / ".run" / "up.log"
        process = Process(UP, command, cwd=self.folder, env=_environment(), log_path=log)
        process.start()
        try:
            deadline = time.monotonic() + _READY_SECONDS
            while not any("Gatepost is ready" in line for line in process.new_lines()):
                if process.exit_code is not None or time.monotonic() > deadline:
                    raise process.failure("did not start the tiers")
                time.sleep(POLL_SECONDS)
            yield next(tier.url for tier in tiers(OFFSET) if tier.name == "streamlit")
        finally:
            process.stop(_END_SECONDS)  # it ends the tiers, which are no children of this one
        assert "Traceback" not in log.read_text("utf-8")

    def _lend_python(self) -> None:
        environment = self.folder / ".venv"
        environment.mkdir()
        for entry in Path(sys.prefix).iterdir():
            (environment / entry.name).symlink_to(entry)
        (self.folder / ".run").mkdir()
        for uv in (ROOT / ".run").glob("uv-*"):
            (self.folder / ".run" / uv.name).symlink_to(uv)
        if (ROOT / ".mypy_cache").exists():  # without it mypy reads the libraries for ten seconds
            shutil.copytree(ROOT / ".mypy_cache", self.folder / ".mypy_cache")

    def _lend_node(self, place: Path, owner: Path) -> None:
        """Link files, not folders: Next builds nothing that lies outside of its folder."""
        shutil.copytree(
            owner / "node_modules",
            place / "node_modules",
            symlinks=True,
            copy_function=os.link,
            ignore=shutil.ignore_patterns(".vite*"),
        )

    def _run(self, *command: str, given: str = "", fails: bool = False) -> str:
        ended = subprocess.run(
            command,
            cwd=self.folder,
            env=_environment(),
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=180,
            check=False,
        )
        said = f"{shlex.join(command)}\n{given}\n{ended.stdout}"
        assert bool(ended.returncode) is fails, said
        return ended.stdout


def _words(command: str) -> list[str]:
    program, *arguments = shlex.split(command)
    return [sys.executable if program == "python3" else program, *arguments]


def _environment() -> dict[str, str]:
    # A hook of git's names its repository and index, which are not those of the clone.
    return {name: value for name, value in clean_environment().items() if name[:4] != "GIT_"}
