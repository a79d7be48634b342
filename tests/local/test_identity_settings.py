"""The local identity provider takes no odd value of the table that all tiers are tested with."""

import json
import subprocess
from typing import Any

import pytest

from infra.local.node import NODE
from infra.local.tiers import ROOT

TABLE = json.loads((ROOT / "tests" / "vectors" / "settings.json").read_text("utf-8"))
READ = {
    "text": ("CLIENT_ID", "clientId"),
    "secret": ("CLIENT_SECRET", "clientSecret"),
    "origin": ("COMPONENT_BASE_URL", "componentOrigin"),
    "issuer": ("ISSUER", "issuer"),
    "number": ("ACCESS_TOKEN_TTL", "accessTokenTtl"),
}
# It is for one machine and has a default for all: what is missing or to be filled in is no fault.
FAULTS = TABLE["says"].keys() - {"missing", "named", "placeholder"}
SCRIPT = """
import { readSettings } from "./settings.mjs";
const cases = JSON.parse(process.argv[1]);
console.log(JSON.stringify(cases.map(([name, value]) => {
  process.env[name] = value;
  try { return readSettings(); } catch (error) { return error.message; }
  finally { delete process.env[name]; }
})));
"""


def read(rows: list[dict[str, str]]) -> list[Any]:
    """Read the settings once for each row; a refusal is its sentence."""
    cases = json.dumps([[READ[row["kind"]][0], row["value"]] for row in rows])
    command = (str(NODE), "--input-type=module", "--eval", SCRIPT, cases)
    folder = ROOT / "infra" / "local" / "identity_provider"
    ran = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, env={})
    answers: list[Any] = json.loads(ran.stdout)
    return answers


def test_good_value_on_this_machine_is_read_without_the_white_space_around_it() -> None:
    rows = [
        row
        for row in TABLE["rows"]
        if row["kind"] in READ and "good" in row
        if row["kind"] == "text" or not row["good"].startswith("https://")
    ]
    found = [
        str(answer[READ[row["kind"]][1]]) for row, answer in zip(rows, read(rows), strict=True)
    ]
    assert found == [row["good"] for row in rows]


def test_odd_value_is_refused_by_name_and_not_repeated() -> None:
    rows = [row for row in TABLE["rows"] if row["kind"] in READ and row.get("fault") in FAULTS]
    for row, answer in zip(rows, read(rows), strict=True):
        assert isinstance(answer, str), row
        assert answer.startswith(f"{READ[row['kind']][0]} must "), row
        assert "private" not in answer


@pytest.mark.parametrize("value", ["https://app.example.com", "http://app.example.com"])
def test_other_machine_s_component_is_refused(value: str) -> None:
    (answer,) = read([{"kind": "origin", "value": value}])
    assert "localhost, 127.0.0.1, [::1] or a .test name" in answer
