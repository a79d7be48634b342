"""What was seen in which engine, as the table in the README."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.repository import ROOT

README = ROOT / "README.md"
BEGIN, END = "<!-- engines: written by dev.py test --engines -->\n", "<!-- /engines -->\n"


@dataclass
class Column:
    """One engine.

    Attributes:
        name: What it is called in the table.
        keeps: Whether it keeps anything in a frame of another site.
        version: As the engine reports it.
    """

    name: str
    keeps: bool = True
    version: str = ""
    cells: dict[str, str] = field(default_factory=dict)

    def note(self, row: str, seen: str) -> None:
        """Write into a cell."""
        self.cells[row] = seen


def table(columns: list[Column]) -> str:
    """All columns, as Markdown."""
    rows = list(dict.fromkeys(row for column in columns for row in column.cells))
    head = [f"{column.name}<br>{column.version}" for column in columns]
    lines = [["", *head], ["---"] * (len(columns) + 1)]
    lines += [[row, *(column.cells.get(row, "failed") for column in columns)] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def write(columns: list[Column]) -> None:
    """Replace the table in the README."""
    text = README.read_text("utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    README.write_text(f"{before}{BEGIN}\n{table(columns)}\n{END}{after}", "utf-8")
