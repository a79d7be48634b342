"""Write ``schemas.json``: what Terraform's providers accept, for checks without a network.

The schemas come from the Pulumi packages, which are generated from the same providers. Run this in
an environment of its own (the packages take 300 MB) when a resource type is added or a provider
is upgraded:

    pip install pulumi-auth0==3.55.1 pulumi-gcp==10.2.0 pulumiverse-vercel==5.21.1
    python tests/infra/write_schemas.py
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_IAM = "pulumi_gcp.iam.workload_identity_pool_provider"
RESOURCES = {
    "auth0": {
        **{
            f"auth0_{name}": f"pulumi_auth0.{name}"
            for name in (
                "action",
                "client",
                "client_credentials",
                "resource_server",
                "resource_server_scopes",
                "role",
                "role_permissions",
                "tenant",
                "trigger_action",
            )
        },
    },
    "google": {
        "google_cloud_run_v2_service": "pulumi_gcp.cloudrunv2.service",
        "google_cloud_run_v2_service_iam_binding": "pulumi_gcp.cloudrunv2.service_iam_binding",
        "google_iam_workload_identity_pool": "pulumi_gcp.iam.workload_identity_pool",
        "google_iam_workload_identity_pool_provider": _IAM,
        "google_project_iam_member": "pulumi_gcp.projects.iam_member",
        "google_project_service": "pulumi_gcp.projects.service",
        "google_secret_manager_secret": "pulumi_gcp.secretmanager.secret",
        "google_secret_manager_secret_iam_member": "pulumi_gcp.secretmanager.secret_iam_member",
        "google_service_account": "pulumi_gcp.serviceaccount.account",
        "google_service_account_iam_member": "pulumi_gcp.serviceaccount.iam_member",
        "google_storage_bucket": "pulumi_gcp.storage.bucket",
        "google_storage_bucket_object": "pulumi_gcp.storage.bucket_object",
    },
    "vercel": {
        f"vercel_{name}": f"pulumiverse_vercel.{name}"
        for name in ("project", "project_domain", "project_environment_variables")
    },
}
# Pulumi puts the name of a list in the plural; these are the providers' own, from their documents.
SINGULAR = {
    "google": {"envs": "env", "lifecycle_rules": "lifecycle_rule", "cors": "cors"},
    "auth0": {},
    "vercel": {"targets": "target", "environments": "environment"},
}
# Pulumi makes up a name; Terraform demands one.
NAMED = {
    "auth0_action",
    "auth0_client",
    "auth0_role",
    "google_cloud_run_v2_service",
    "google_storage_bucket",
    "google_storage_bucket_object",
    "vercel_project",
}
# Settable by Pulumi's names only.
SOURCES = {"google_storage_bucket_object": {"source": "string"}}
TYPES = {"str": "string", "bool": "bool", "int": "number", "float": "number"}
Schema = dict[str, Any]


def fields(cls: type) -> Iterator[tuple[str, str, bool]]:
    """Yield the name, the annotation and whether it is required of each input."""
    source = inspect.getsource(cls.__init__).split('"""')[0]
    for line in source.splitlines():
        found = re.match(r"^\s+(\w+): ((?:pulumi\.Input|Optional)\[.*\])( = None)?(?:,|\):)$", line)
        if found:
            yield found[1], found[2], found[3] is None


def kind(annotation: str) -> Any:
    """Return Terraform's type for a Pulumi input's annotation; a class for an object."""
    while True:
        inner = re.sub(r"^(?:pulumi\.Input|Optional)\[(.*)\]$", r"\1", annotation)
        if inner == annotation:
            break
        annotation = inner
    if annotation.startswith("Sequence["):
        return ["list", kind(annotation[9:-1])]
    if annotation.startswith("Mapping["):
        return ["map", kind(annotation.split(",", 1)[1].strip()[:-1])]
    if found := re.match(r"^(?:Union\[)?'(?:_?\w+\.)*(\w+Args)'", annotation):
        return {"class": found[1]}
    return TYPES.get(annotation.removeprefix("_builtins."), "dynamic")


def body(cls: type, module: str, provider: str, depth: int = 0) -> Schema:
    """Return the attributes and blocks of a class of inputs."""
    inputs = importlib.import_module(f"{module.rpartition('.')[0]}._inputs")
    attributes: Schema = {}
    blocks: Schema = {}
    for field, annotation, is_required in fields(cls):
        name = SINGULAR[provider].get(field, field)
        found = kind(annotation)
        is_many = isinstance(found, list) and isinstance(found[1], dict)
        inner = found[1] if is_many else found
        if not isinstance(inner, dict):
            attributes[name] = {"type": found, **({"required": True} if is_required else {})}
        elif depth < 8:
            nested = body(getattr(inputs, inner["class"]), module, provider, depth + 1)
            rest = {"many": is_many, **({"required": True} if is_required else {})}
            # The provider of Vercel has nested attributes, the others blocks.
            if provider == "vercel":
                attributes[name] = {"nested": nested["attributes"], **rest}
            else:
                blocks[name] = {**nested, **rest}
    return {"attributes": attributes, "blocks": blocks}


def resource(kind_: str, path: str, provider: str) -> Schema:
    """Return the schema of a resource type, with what only the provider sets."""
    module = importlib.import_module(path)
    wanted = f"{path.rpartition('.')[2].replace('_', '')}args"
    name = next(one for one in dir(module) if one.lower() == wanted)
    schema = body(getattr(module, name), path, provider)
    attributes = schema["attributes"]
    attributes.update({one: {"type": type_} for one, type_ in SOURCES.get(kind_, {}).items()})
    if kind_ in NAMED:
        attributes["name"]["required"] = True
    for output, value in vars(getattr(module, name.removesuffix("Args"))).items():
        if isinstance(value, property) and output not in {*attributes, *schema["blocks"]}:
            attributes[SINGULAR[provider].get(output, output)] = attributes.get(
                SINGULAR[provider].get(output, output)
            ) or {"type": "dynamic", "computed": True}
    attributes.setdefault("id", {"type": "string", "computed": True})
    for block in schema["blocks"]:
        attributes.pop(block, None)
    return schema


if __name__ == "__main__":
    schemas = {
        kind_: resource(kind_, path, provider)
        for provider, resources in RESOURCES.items()
        for kind_, path in resources.items()
    }
    target = Path(__file__).with_name("schemas.json")
    target.write_text(json.dumps(schemas, separators=(",", ":"), sort_keys=True) + "\n", "utf-8")
    print(f"{len(schemas)} resource types, {target.stat().st_size} bytes")
