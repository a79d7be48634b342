"""The API's code, its openapi.yaml and its README say the same, checked in both directions."""

import re
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest
import yaml

import main
from cors import cors_headers
from errors import ERRORS, MethodNotAllowed
from routes import PUBLIC, ROUTES, Route

FUNCTIONS = Path(__file__).parents[2] / "functions"
DOCUMENT: dict[str, Any] = yaml.safe_load((FUNCTIONS / "openapi.yaml").read_text("utf-8"))
README = (FUNCTIONS / "README.md").read_text("utf-8")
METHODS = {method.lower() for method in MethodNotAllowed.allowed}


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


def test_every_route_is_described_and_every_described_path_is_a_route() -> None:
    assert set(DOCUMENT["paths"]) == {route.path for route in ROUTES}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_route_is_described_with_its_methods_and_its_name(route: Route) -> None:
    item = DOCUMENT["paths"][route.path]
    assert set(item) == METHODS
    assert item["get"]["operationId"] == route.name


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_route_is_described_with_its_scopes(route: Route, method: str) -> None:
    security = DOCUMENT["paths"][route.path][method]["security"]
    if route.scopes is PUBLIC:
        assert security == []
    else:
        assert security == [{"accessToken": sorted(route.scopes)}]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_route_is_described_with_the_statuses_it_can_answer(route: Route) -> None:
    statuses = {"200", "400", "500"}
    if route.scopes is not PUBLIC:
        statuses |= {"401", "503"} | ({"403"} if route.scopes else set())
    for method in ("get", "head"):
        assert set(DOCUMENT["paths"][route.path][method]["responses"]) == statuses
    assert set(DOCUMENT["paths"][route.path]["options"]["responses"]) == {"204", "400", "500"}


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
        **MethodNotAllowed().headers(),
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


def test_the_readme_lists_every_route_with_its_target_and_scopes() -> None:
    rows = rows_of_table("route")
    for route in ROUTES:
        target, access = rows[route.path]
        assert target == f"`{route.name}`"
        assert re.findall(r"`([^`]+)`", access) == sorted(route.scopes or ())
    assert len(rows) == len(ROUTES) + 1  # and the one target for all


def test_the_readme_lists_every_setting_and_no_other() -> None:
    source = (FUNCTIONS / "settings.py").read_text("utf-8")
    read = set(re.findall(r'environ(?:\.get\(|, )"([A-Z][A-Z0-9_]+)"', source))
    assert read - {"DEBUG", "K_SERVICE", "FUNCTION_TARGET"} == set(rows_of_table("setting"))


@pytest.mark.parametrize("target", sorted(main.TARGETS))
def test_every_target_is_a_function_the_framework_can_serve(target: str) -> None:
    assert isinstance(getattr(main, target), FunctionType)


@pytest.mark.parametrize("option", ["--target", "--function", "--entry-point"])
def test_the_readme_says_how_to_run_and_deploy_targets(option: str) -> None:
    named = set(re.findall(rf"{option} (\w+)\s", README))
    assert {"api", "ping", "pong", "pong_scoped"} <= named, "one of each kind of access, and all"
    assert named <= set(main.TARGETS)
