"""Apps of different layouts, and every text that each of them shows.

The app draws the texts, and a test compares the page with them: in order, none lost, none twice.
"""

from __future__ import annotations

from dataclasses import dataclass

HELLO = "Hello, Seeded Reader"
NOBODY = "Nobody is signed in"
PAGES = ("One", "Two")
DRAFT = "Draft"


def rows(what: str, count: int) -> tuple[str, ...]:
    """The texts of so many rows."""
    return tuple(f"{what} {number}" for number in range(1, count + 1))


@dataclass(frozen=True)
class Layout:
    """What a layout shows once somebody is signed in.

    Attributes:
        name: Names the layout in ``layout_app.py``.
        before: The texts above the page, the one that greets among them.
        pages: How many rows each page has; a layout without pages has none.
        after: The texts below the page.
    """

    name: str
    before: tuple[str, ...]
    pages: tuple[int, ...] = ()
    after: tuple[str, ...] = ()

    def texts(self, page: int = 0) -> list[str]:
        """What a page of the layout shows, in order."""
        own = self.page_rows(page) if self.pages else ()
        return [*self.before, *own, *self.after]

    def page_rows(self, page: int) -> tuple[str, ...]:
        """The texts of a page itself."""
        return rows(f"{PAGES[page]}: row", self.pages[page])


ENTRYPOINT = Layout("entrypoint", (HELLO,), (12, 5), rows("Below: row", 3))
EACH_PAGE = Layout("each_page", (HELLO,), (12, 5))
SIDEBAR = Layout("sidebar", (*rows("Side: row", 3), HELLO), (12, 5), rows("Below: row", 3))
NESTED = Layout("nested", (*rows("Left: row", 3), HELLO), (), rows("Below: row", 10))
SINGLE = Layout("single", (HELLO,), (), rows("Below: row", 30))
TOP = Layout("top", (HELLO,), (12, 5), rows("Below: row", 3))

LAYOUTS = {layout.name: layout for layout in (ENTRYPOINT, EACH_PAGE, SIDEBAR, NESTED, SINGLE, TOP)}
SIGN_IN_LAYOUTS = (ENTRYPOINT, EACH_PAGE, SIDEBAR, NESTED, SINGLE)
PAGE_LAYOUTS = (EACH_PAGE, ENTRYPOINT, SIDEBAR, TOP)
