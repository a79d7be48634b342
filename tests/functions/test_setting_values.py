"""The odd values of ``tests/vectors/settings.json``, which the tests of every tier use."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from gatepost_api.settings import (
    SettingsError,
    read_allowed_origins,
    read_audit_salt,
    read_auth_settings,
)

TABLE = json.loads((Path(__file__).parents[1] / "vectors" / "settings.json").read_text("utf-8"))
GOOD = {"AUTH0_ISSUER": "https://tenant.example/", "AUTH0_AUDIENCE": "https://api.example"}


class Setting(NamedTuple):
    """A setting, and how the value that was read is found."""

    name: str
    read: Callable[[Mapping[str, str]], str]


SETTINGS = {
    "text": Setting("AUTH0_AUDIENCE", lambda environ: read_auth_settings(environ).rules.audience),
    "secret": Setting("AUDIT_SALT", read_audit_salt),
    "origin": Setting("ALLOWED_ORIGINS", lambda environ: "".join(read_allowed_origins(environ))),
    "issuer": Setting("AUTH0_ISSUER", lambda environ: read_auth_settings(environ).rules.issuer),
    "number": Setting(
        "LEEWAY_SECONDS", lambda environ: str(read_auth_settings(environ).rules.leeway)
    ),
}
ROWS = [row for row in TABLE["rows"] if row["kind"] in SETTINGS]


@pytest.mark.parametrize("row", [row for row in ROWS if "good" in row], ids=repr)
def test_good_value_is_read_without_the_white_space_around_it(row: dict[str, str]) -> None:
    name, read = SETTINGS[row["kind"]]
    assert read(GOOD | {name: row["value"]}) == row["good"]


@pytest.mark.parametrize("row", [row for row in ROWS if "fault" in row], ids=repr)
def test_odd_value_is_refused_by_name_with_what_to_write(row: dict[str, str]) -> None:
    name, read = SETTINGS[row["kind"]]
    with pytest.raises(SettingsError) as caught:
        read(GOOD | {name: row["value"]})
    fault, _, shown = str(caught.value).partition("; copy this: `")
    assert fault.startswith(f"{name} {TABLE['says'][row['fault']]}")
    assert shown.removesuffix("`") == row.get("write", "")
    assert "private" not in fault
