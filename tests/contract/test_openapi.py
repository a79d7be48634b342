"""The API's code, its openapi.yaml and its README agree, checked in both directions."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from gatepost_api.errors import MethodNotAllowed
from gatepost_api.routes import PUBLIC, ROUTES, Route
from gatepost_api.targets import TARGETS
from gatepost_api.web.headers import cors_headers
from tests.functions.answers import ERRORS

FUNCTIONS = Path(__file__).parents[2] / "functions"
DOCUMENT: dict[str, Any] = yaml.safe_load((FUNCTIONS / "openapi.yaml").read_text("utf-8"))
README = (FUNCTIONS / "README.md").read_text("utf-8")


def resolve(node: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference within the document."""
    while "$ref" in node:
        found: Any = DOCUMENT
        for name in node["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        node = found
    return node


def codes_of(response: dict[str, Any]) -> set[str]:
    """Return the error codes a response may carry."""
    schema = resolve(response)["content"]["application/json"]["schema"]
    code = schema["properties"]["code"]
    return set(code.get("enum") or [code["const"]])


def rows_of_table(first_header: str) -> dict[str, list[str]]:
    """Return the rows of the README's table whose first column has this header."""
    lines = README.split(f"\n| {first_header} |", 1)[1].splitlines()[2:]
    rows: dict[str, list[str]] = {}
    for line in lines:
        if not line.startswith("|"):
            break
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        rows[cells[0].strip("`")] = cells[1:]
    return rows


def expected(route: Route) -> dict[str, Any]:
    """Return what the documents must contain about a route."""
    is_public = route.scopes is PUBLIC
    scopes = sorted(route.scopes or ())
    statuses = {"200", "400", "500"}
    if not is_public:
        statuses |= {"401", "503"} | ({"403"} if scopes else set())
    own = ([] if is_public else [{"accessToken": scopes}], statuses)
    return {
        "operationId": route.name,
        "operations": {"get": own, "head": own, "options": ([], {"204", "400", "500"})},
        "target in the README": f"`{route.name}`",
        "scopes in the README": scopes,
    }


def documented(path: str) -> dict[str, Any]:
    """Return what openapi.yaml and the README's table contain about a path."""
    item = DOCUMENT["paths"][path]
    target, access = rows_of_table("route").get(path, ("no row", ""))
    return {
        "operationId": item["get"]["operationId"],
        "operations": {
            method: (operation["security"], set(operation["responses"]))
            for method, operation in item.items()
        },
        "target in the README": target,
        "scopes in the README": re.findall(r"`([^`]+)`", access),
    }


def test_the_routes_of_the_code_are_those_of_openapi_and_of_the_readme() -> None:
    assert {path: documented(path) for path in DOCUMENT["paths"]} == {
        route.path: expected(route) for route in ROUTES
    }
    assert set(rows_of_table("route")) == {*DOCUMENT["paths"], "all of them"}


def test_the_described_methods_are_the_allowed_ones() -> None:
    for item in DOCUMENT["paths"].values():
        assert {method.upper() for method in item} == set(MethodNotAllowed.allowed)


def test_every_error_code_is_listed_and_every_listed_code_is_an_error() -> None:
    codes = {error.code for error in ERRORS}
    listed = DOCUMENT["components"]["schemas"]["Error"]["properties"]["code"]["enum"]
    assert set(listed) == codes
    assert len(listed) == len(codes)


def test_every_error_code_has_a_response_that_describes_it() -> None:
    described: set[str] = set()
    for response in DOCUMENT["components"]["responses"].values():
        schema = response.get("content", {}).get("application/json", {}).get("schema", {})
        if schema.get("$ref") == "#/components/schemas/Error":
            described |= codes_of(response)
            assert all(f"`{code}`" in response["description"] for code in codes_of(response))
    assert described == {error.code for error in ERRORS}


def test_a_code_is_described_under_its_own_status_only() -> None:
    status_of = {error.code: str(error.status) for error in ERRORS}
    for item in DOCUMENT["paths"].values():
        for operation in (item["get"], item["options"]):
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert {status_of[code] for code in codes_of(response)} == {status}


def test_the_described_headers_are_the_ones_sent() -> None:
    headers = resolve(DOCUMENT["components"]["responses"]["Methods"])["headers"]
    sent = {
        **MethodNotAllowed.headers,
        **cors_headers("https://a.example", {"https://a.example"}, preflight=True),
    }
    assert set(headers) == set(sent)
    for name, header in headers.items():
        assert resolve(header)["schema"].get("const", sent[name]) == sent[name]


def test_every_reference_leads_somewhere() -> None:
    def walk(node: Any) -> None:
        if isinstance(node, dict):
            resolve(node)
            for child in node.values():
                walk(child)
        elif isinstance(node, list):
            for child in node:
                walk(child)

    walk(DOCUMENT)


def test_every_component_is_used_or_named() -> None:
    text = (FUNCTIONS / "openapi.yaml").read_text("utf-8")
    for kind, components in DOCUMENT["components"].items():
        for name in components:
            used = f"#/components/{kind}/{name}" in text or f"`{name}`" in text
            assert used or kind == "securitySchemes", name


def test_the_readme_lists_every_error_code_with_its_status_and_no_other() -> None:
    listed = {code: cells[0] for code, cells in rows_of_table("code").items()}
    assert listed == {error.code: str(error.status) for error in ERRORS}


def test_the_readme_lists_every_setting_and_no_other() -> None:
    source = (FUNCTIONS / "gatepost_api" / "settings.py").read_text("utf-8")
    read = set(re.findall(r'environ(?:\.get\(|, )"([A-Z][A-Z0-9_]+)"', source))
    assert read - {"DEBUG", "K_SERVICE", "FUNCTION_TARGET"} == set(rows_of_table("setting"))


@pytest.mark.parametrize("option", ["--target", "--function", "--entry-point"])
def test_the_readme_has_the_commands_to_run_and_deploy_targets(option: str) -> None:
    named = set(re.findall(rf"{option} (\w+)\s", README))
    assert {"api", "ping", "pong", "pong_scoped"} <= named, "one of each kind of access, and all"
    assert named <= set(TARGETS)
