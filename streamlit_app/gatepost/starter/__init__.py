"""Write a starter app: ``gatepost new``."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

# A name in the package, and in the app: a wheel's checks refuse hidden files.
_FILES = {
    "app.py.txt": "app.py",
    "secrets.toml": ".streamlit/secrets.toml",
    "requirements.in": "requirements.txt",
    "test_app.py.txt": "tests/test_app.py",
    "README.md": "README.md",
    "gitignore": ".gitignore",
}


def write_starter(folder: Path) -> list[Path]:
    """Write the app's files into the folder and return their paths.

    Raises:
        FileExistsError: One of them exists; nothing was written.
        OSError: The folder can't be written.
    """
    source = files(__name__) / "files"
    for name in _FILES.values():
        if (path := folder / name).exists():
            raise FileExistsError(17, "File exists", str(path))
    for name, target in _FILES.items():
        path = folder / target
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write((source / name).read_text(encoding="utf-8"))
    return [folder / name for name in _FILES.values()]
