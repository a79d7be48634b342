"""A Terraform provider that knows only schemas: enough for validate, plan and test offline.

``terraform.py`` starts it as ``terraform-provider-NAME``, in an environment of its own with the
package ``tf``, which needs an older protobuf than Streamlit.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import msgpack
import tf.provider
from tf import runner
from tf.gen import tfplugin_pb2 as pb

_CONFIGURATION = {
    "auth0": ("domain",),
    "google": ("project", "region"),
    "vercel": ("team",),
}
_SECRET = {"auth0_client_credentials.client_secret"}


def _load(name: str) -> dict[str, Any]:
    every = json.loads(Path(__file__).with_name("schemas.json").read_text("utf-8"))
    return {kind: schema for kind, schema in every.items() if kind.startswith(f"{name}_")}


def _attribute(name: str, one: dict[str, Any], *, secret: bool = False) -> Any:
    required = one.get("required", False)
    common = {"name": name, "required": required, "optional": not (required or one.get("computed"))}
    if "nested" in one:
        nesting = pb.Schema.Object.SET if one["many"] else pb.Schema.Object.SINGLE
        inner = [_attribute(key, value) for key, value in one["nested"].items()]
        nested = pb.Schema.Object(attributes=inner, nesting=nesting)
        return pb.Schema.Attribute(nested_type=nested, computed=not required, **common)
    # What a computed value is does not matter here; text fits where others are expected.
    kind = "string" if one.get("computed") else one["type"]
    return pb.Schema.Attribute(
        type=json.dumps(kind).encode(), computed=not required, sensitive=secret, **common
    )


def _block(kind: str, schema: dict[str, Any]) -> Any:
    block = pb.Schema.Block(
        attributes=[
            _attribute(name, one, secret=f"{kind}.{name}" in _SECRET)
            for name, one in schema["attributes"].items()
            if name not in schema["blocks"]
        ]
    )
    for name, one in schema["blocks"].items():
        block.block_types.append(
            pb.Schema.NestedBlock(
                type_name=name,
                block=_block("", one),
                nesting=pb.Schema.NestedBlock.LIST,
                min_items=1 if one.get("required") else 0,
                max_items=0 if one["many"] else 1,
            )
        )
    return block


class Servicer(tf.provider.ProviderServicer):
    """Answers from the schemas; a value that only the real provider knows stays unknown."""

    def __init__(self, provider: Any) -> None:
        self._name = provider.full_name()
        self._schemas = {
            kind: pb.Schema(version=0, block=_block(kind, one))
            for kind, one in _load(self._name).items()
        }

    def GetMetadata(self, _request: Any, _: Any) -> Any:  # noqa: D102, N802 - the protocol's names
        return pb.GetMetadata.Response(server_capabilities=pb.ServerCapabilities(plan_destroy=True))

    def GetProviderSchema(self, _request: Any, _: Any) -> Any:  # noqa: D102, N802
        attributes = [
            pb.Schema.Attribute(name=name, type=b'"string"', optional=True)
            for name in _CONFIGURATION[self._name]
        ]
        own = pb.Schema(block=pb.Schema.Block(attributes=attributes))
        return pb.GetProviderSchema.Response(provider=own, resource_schemas=self._schemas)

    def ValidateProviderConfig(self, _request: Any, _: Any) -> Any:  # noqa: D102, N802
        return pb.ValidateProviderConfig.Response()

    def ValidateResourceConfig(self, _request: Any, _: Any) -> Any:  # noqa: D102, N802
        return pb.ValidateResourceConfig.Response()

    def ConfigureProvider(self, _request: Any, _: Any) -> Any:  # noqa: D102, N802
        return pb.ConfigureProvider.Response()

    def StopProvider(self, _request: Any, _: Any) -> Any:  # noqa: D102, N802
        return pb.StopProvider.Response()

    def PlanResourceChange(self, request: Any, _: Any) -> Any:  # noqa: D102, N802
        proposed = request.proposed_new_state
        if proposed.msgpack in (b"", b"\xc0"):
            return pb.PlanResourceChange.Response(planned_state=proposed)
        state = msgpack.unpackb(
            proposed.msgpack, raw=False, ext_hook=msgpack.ExtType, strict_map_key=False
        )
        for attribute in self._schemas[request.type_name].block.attributes:
            if attribute.computed and not attribute.optional and state.get(attribute.name) is None:
                state[attribute.name] = msgpack.ExtType(0, b"")
        planned = pb.DynamicValue(msgpack=msgpack.packb(state))
        return pb.PlanResourceChange.Response(planned_state=planned)


class _Provider:
    def __init__(self, name: str) -> None:
        self._name = name

    def full_name(self) -> str:
        return self._name


if __name__ == "__main__":
    tf.provider.ProviderServicer = Servicer
    runner.run_provider(_Provider(sys.argv[1]))
