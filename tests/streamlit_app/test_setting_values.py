"""The odd values of ``tests/vectors/settings.json``, which the component's tests read too."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gatepost.errors import SettingsError
from gatepost.settings import Settings, parse_settings
from tests.streamlit_app.test_settings import GOOD

TABLE = json.loads((Path(__file__).parents[1] / "vectors" / "settings.json").read_text("utf-8"))
Find = Callable[[Settings], object]
FINDERS: dict[str, dict[str, Find]] = {
    "origin": {"component_url": lambda s: s.component_url, "app_url": lambda s: s.app_url},
    "base": {"api_url": lambda s: s.api_url},
    "text": {"api_google_audience": lambda s: s.google_account and s.google_account.audience},
    "number": {
        "api_timeout_seconds": lambda s: f"{s.api_bounds.seconds:g}",
        "api_max_bytes": lambda s: str(s.api_bounds.most_bytes),
    },
}
CASES: list[tuple[str, Find, dict[str, str]]] = [
    (name, find, row)
    for row in TABLE["rows"]
    for name, find in FINDERS.get(row["kind"], {}).items()
    if (name, row.get("fault")) != ("api_google_audience", "missing")  # it may be left out
]


def read(name: str, value: str) -> Settings:
    return parse_settings({**GOOD, "api_google_identity": "metadata_server", name: value})


@pytest.mark.parametrize(("name", "find", "row"), [case for case in CASES if "good" in case[2]])
def test_good_value_is_read_without_the_white_space_around_it(
    name: str, find: Find, row: dict[str, str]
) -> None:
    assert find(read(name, row["value"])) == row["good"]


@pytest.mark.parametrize(("name", "find", "row"), [case for case in CASES if "fault" in case[2]])
def test_odd_value_is_refused_by_name_with_what_to_write(
    name: str, find: Find, row: dict[str, str]
) -> None:
    with pytest.raises(SettingsError) as raised:
        read(name, row["value"])
    says, _, shown = raised.value.message.partition("; copy this: `")
    assert says.startswith(f"The setting {name} {TABLE['says'][row['fault']]}")
    assert shown.partition("`")[0] == row.get("write", "")
    assert "private" not in says
