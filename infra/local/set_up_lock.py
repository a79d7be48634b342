"""One set-up at a time, however many dev.py run in this clone."""

import contextlib
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from infra.local.interruptions import Interruptions
from infra.local.tiers import ROOT

if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


LOCK = ROOT / ".run" / "set-up.lock"


@contextlib.contextmanager
def set_up_lock(path: Path = LOCK) -> Iterator[None]:
    """Hold the lock; wait, and say so, while another process holds it.

    The system frees it when its holder ends, in whatever way.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        _wait(file)
        yield


def _wait(file: IO[bytes]) -> None:
    told = False
    with Interruptions() as interruptions:
        while True:
            try:
                return _try_lock(file)
            except OSError:
                if not told:
                    print("Another dev.py installs or builds in this clone: waiting for it.")
                    told = True
                interruptions.check()
                time.sleep(0.2)
