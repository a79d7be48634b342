"""The files of the repository, as git lists them."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = {".py", ".ts", ".tsx", ".mjs", ".js", ".css", ".html"}


def listed(*options: str) -> list[Path]:
    """Files of the repository, as git lists them; one that is deleted but not committed is none."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", *options]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    paths = [ROOT / name for name in sorted(set(output.split("\0"))) if name]
    return [path for path in paths if path.is_file()]


def text(path: Path) -> str:
    return path.read_text("utf-8")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def is_test(path: Path) -> bool:
    """Return whether a file is a test, or helps only tests."""
    return path.is_relative_to(ROOT / "tests") or ".test." in path.name or "test_" in path.name
