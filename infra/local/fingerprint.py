"""Whether a step is up to date: a stamp holds the fingerprint of what it was made from."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def fingerprint(files: Iterable[Path], extra: str = "") -> str:
    """Return a digest of the names and contents of files, and of some text."""
    digest = hashlib.sha256(extra.encode())
    for file in sorted(files):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"\0{file}\0{content}".encode())
    return digest.hexdigest()


def is_current(stamp: Path, value: str) -> bool:
    """Tell whether a stamp holds this fingerprint."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == value


def write_stamp(stamp: Path, value: str) -> None:
    """Write a stamp; only ever after its step has succeeded."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value, encoding="utf-8")
