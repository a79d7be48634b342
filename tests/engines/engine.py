"""What the journeys need of a browser, whatever drives it."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
SECONDS = 40.0


class NotSeenError(AssertionError):
    """Something did not become true in time."""


def until(look: Callable[[], T], what: str, seconds: float = SECONDS) -> T:
    """Return what ``look`` returns as soon as it is true; until then an error is a no."""
    deadline = time.monotonic() + seconds
    why = ""
    while True:
        try:
            found = look()
        except NotSeenError:
            raise
        except Exception as error:  # noqa: BLE001 - each driver has its own
            found, why = None, f": {type(error).__name__} {str(error)[:200]}"
        if found:
            return found
        if time.monotonic() > deadline:
            raise NotSeenError(f"{what} was not seen in {seconds:.0f} s{why}")
        time.sleep(0.05)


class Tab(ABC):
    """One tab or window.

    A place in it is named by its frames, from the outermost: a part of each one's address.
    """

    @abstractmethod
    def read(self, script: str, frames: Sequence[str] = ()) -> object:
        """Return the value of an expression there, awaited if it is a promise."""

    @abstractmethod
    def click(self, xpath: str, frames: Sequence[str] = ()) -> None:
        """Click an element as a person does."""

    @abstractmethod
    def tap(self, xpath: str, frames: Sequence[str] = ()) -> None:
        """Touch an element with a finger; a driver without one uses a mouse."""

    def sleep(self) -> Callable[[], None] | None:
        """Suspend the page and its frames, as a phone does; return what resumes it.

        None if the driver can't do that.
        """
        return None

    @abstractmethod
    def type(self, xpath: str, text: str, frames: Sequence[str] = ()) -> None:
        """Type into an element; a line feed is the key Enter."""

    @abstractmethod
    def go(self, url: str) -> None:
        """Open an address and wait until it has loaded."""

    @abstractmethod
    def reload(self) -> None:
        """Load the page again."""

    @abstractmethod
    def close(self) -> None:
        """Close it."""

    @abstractmethod
    def is_open(self) -> bool:
        """Whether it is still there."""

    def text(self, frames: Sequence[str] = ()) -> str:
        """Everything that can be read there."""
        return str(self.read("document.body.innerText", frames))

    def sees(self, text: str, frames: Sequence[str] = (), seconds: float = SECONDS) -> None:
        """Wait for a text."""
        until(lambda: text in self.text(frames), f"“{text}”", seconds)

    def press(self, label: str, frames: Sequence[str] = (), *, is_touch: bool = False) -> None:
        """Click or tap a button once it is there."""
        xpath = f"//button[normalize-space()='{label}']"
        act = self.tap if is_touch else self.click
        until(lambda: (act(xpath, frames), True)[1], f"the button {label}")


class Engine(ABC):
    """A browser with an empty profile."""

    @property
    @abstractmethod
    def version(self) -> str:
        """Its version, as it reports that itself."""

    @abstractmethod
    def tabs(self) -> list[Tab]:
        """All tabs and windows."""

    @abstractmethod
    def new_tab(self) -> Tab:
        """Open one more."""

    @abstractmethod
    def quit(self) -> None:
        """End it, and delete its profile."""

    def opened_by(self, act: Callable[[], None]) -> Tab:
        """Return the window that a click opens."""
        before = self.tabs()
        act()
        return until(lambda: [tab for tab in self.tabs() if tab not in before], "a new window")[0]
