"""A secret of this machine's own: made once, kept in a file, used again at the next start."""

import secrets
import tempfile
from pathlib import Path

OCTETS = 32


def ensure_secret(file: Path) -> None:
    """Make a secret that only the user may read, in hex; do nothing if the file is there."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    # Written beside it first, so that a file that is there is whole; only the user may read it.
    with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False) as new:
        new.write(secrets.token_hex(OCTETS))
    Path(new.name).replace(file)
