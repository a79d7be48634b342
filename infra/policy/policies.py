"""Gatepost's own rules for the modules: what Terraform accepts and what would still be wrong.

The rules compare the tiers with each other and with the code: the callback, the scopes of
``functions/openapi.yaml``, the settings that each tier reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml

from infra.policy.modules import INFRA, Resource
from infra.policy.values import AUDIENCE, ENVIRONMENT, SECRETS, TARGETS, VALUES, VARIABLES

ROOT = INFRA.parent


def find_faults(module: str, resources: list[Resource]) -> Iterator[str]:
    """Yield what breaks a rule, with the reason for the rule."""
    for one in resources:
        for path, (wanted, why) in VALUES.get(one.kind, {}).items():
            yield from _compare(f"{one.address}.{path}", _at(one.values, path), wanted, why)
    rules = {"auth0": _auth0, "functions": _functions, "component": _component}
    yield from rules[module](resources)


def _compare(where: str, found: object, wanted: object, why: str) -> Iterator[str]:
    one_of = wanted if isinstance(wanted, tuple | range) else (wanted,)
    if found not in one_of:
        yield f"{where} must be {wanted}, not {found}: {why}"


def _at(values: dict[str, Any], path: str) -> Any:
    for name in path.split("."):
        values = values.get(name) if isinstance(values, dict) else None  # type: ignore[assignment]
    return values


def _all(resources: list[Resource], kind: str) -> list[dict[str, Any]]:
    return [one.values for one in resources if one.kind == kind]


def _many(values: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the blocks of a name: tfparse gives one as an object, several as a list."""
    found = values.get(name) or []
    return found if isinstance(found, list) else [found]


def _auth0(resources: list[Resource]) -> Iterator[str]:
    scopes = {
        block["name"]
        for one in _all(resources, "auth0_resource_server_scopes")
        for block in _many(one, "scopes")
    }
    permissions = [
        block
        for one in _all(resources, "auth0_role_permissions")
        for block in _many(one, "permissions")
    ]
    why = "functions/openapi.yaml has these"
    yield from _compare("auth0: the scopes", scopes, _scopes_of_the_code(), why)
    granted = {block.get("name") for block in permissions}
    yield from _compare("auth0: the roles' permissions", granted, scopes, "else nobody gets them")
    for block in permissions:
        api = block.get("resource_server_identifier")
        yield from _compare("auth0: a permission's API", api, AUDIENCE, "it is this API's")


def _functions(resources: list[Resource]) -> Iterator[str]:
    services = _all(resources, "google_cloud_run_v2_service")
    invokers = _all(resources, "google_cloud_run_v2_service_iam_binding")
    names = {_at(one, "build_config.function_target") for one in services}
    yield from _compare("functions: the targets", names, set(TARGETS), "each can be deployed")
    admitted = {one.get("name") for one in invokers}
    named = {one.get("name") for one in services}
    yield from _compare("functions: services with invokers", admitted, named, "all are private")
    for kind in ("google_service_account_key", "google_secret_manager_secret_version"):
        if _all(resources, kind):
            yield f"functions: {kind} puts a secret into Terraform's state"
    for one in services:
        yield from _function(str(one.get("name")), one)


def _function(name: str, service: dict[str, Any]) -> Iterator[str]:
    template = service.get("template", {})
    blocks = _many(template.get("containers", {}), "env")
    plain = {str(block.get("name")): block.get("value") for block in blocks}
    for setting, wanted in ENVIRONMENT.items():
        yield from _compare(f"{name}: {setting}", plain.get(setting), wanted, "all tiers agree")
    requests = str(template.get("max_instance_request_concurrency"))
    why = "requests beyond the threads would only queue"
    yield from _compare(f"{name}: THREADS", plain.get("THREADS"), requests, why)
    known = _settings_of("functions/README.md") | {"THREADS"}
    yield from (f"{name}: {unknown} is no setting" for unknown in sorted(plain.keys() - known))
    if len(plain) != len(blocks):
        yield f"{name}: a variable is there twice"
    if plain.get("AUDIT_SALT") or "AUDIT_SALT" not in plain:
        yield f"{name}: AUDIT_SALT must come from Secret Manager"
    account = template.get("service_account")
    if not isinstance(account, dict) or "functions" not in str(account.get("__attribute__")):
        yield f"{name}: it must run as an account of its own, not as the default one"
    if _at(service, "build_config.service_account") is None:
        yield f"{name}: it must be built by an account of its own, not by the default one"
    if not re.search(r"/python31[1-4]$", str(_at(service, "build_config.base_image"))):
        yield f"{name}: the base image must be a supported Python"


def _component(resources: list[Resource]) -> Iterator[str]:
    project = next(iter(_all(resources, "vercel_project")), {})
    package = json.loads((ROOT / "component/package.json").read_text("utf-8"))
    why = "component/package.json says so"
    node = project.get("node_version")
    yield from _compare("component: node_version", node, package["engines"]["node"], why)
    if not _at(project, "resource_config.function_default_regions"):
        yield "component: the region must be said, near the functions'"
    variables = [
        block
        for one in _all(resources, "vercel_project_environment_variables")
        for block in _many(one, "variables")
    ]
    values = {block["key"]: block.get("value") for block in variables}
    for name, wanted in VARIABLES.items():
        yield from _compare(f"component: {name}", values.get(name), wanted, "all tiers agree")
    hidden = {block["key"] for block in variables if block.get("sensitive") is True}
    yield from _compare("component: the sensitive variables", hidden, SECRETS, "no others are")
    for block in variables:
        where = f"component: the target of {block['key']}"
        yield from _compare(where, block.get("target"), ["production"], "previews are off")
    unknown = values.keys() - _settings_of("component/README.md")
    yield from (f"component: {name} is no setting" for name in sorted(unknown))
    apps = json.loads(values.get("GATEPOST_APPS") or "[]")
    asked = {scope for app in apps for scope in app.get("scopes", [])}
    if not apps or not asked <= _scopes_of_the_code():
        yield f"component: GATEPOST_APPS must ask for scopes of functions/openapi.yaml, not {asked}"


@cache
def _scopes_of_the_code() -> set[str]:
    """Return the scopes that routes of ``functions/openapi.yaml`` demand."""
    paths = yaml.safe_load((ROOT / "functions/openapi.yaml").read_text("utf-8"))["paths"]
    return {
        scope
        for route in paths.values()
        for operation in route.values()
        for demand in operation.get("security", [])
        for scopes in demand.values()
        for scope in scopes
    }


@cache
def _settings_of(readme: str) -> set[str]:
    text = (ROOT / readme).read_text("utf-8")
    return set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", text, re.MULTILINE))


def find_secrets(infra: Any = INFRA) -> Iterator[str]:
    """Yield each file of the modules that holds what looks like a secret or a key."""
    shape = re.compile(
        r'-----BEGIN|"private_key"'
        r'|\b(?:client_secret|gatepost_secret|api_token|password)\s*=\s*"[^"$]'
    )
    for path in sorted(infra.glob("*/*.tf*")):
        if shape.search(path.read_text("utf-8")):
            yield f"{path.parent.name}/{path.name} holds a secret: take it as a sensitive input"
