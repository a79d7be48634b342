"""Delegated actions: a framed page requests them by name, and Python performs them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import streamlit as st

from gatepost.api.connection import ProtectedApi
from gatepost.errors import GatepostError
from gatepost.identity.session import session
from gatepost.language import write
from gatepost.pages.remote import RemoteComponent
from gatepost.wire.events import MAX_EVENT_BYTES, ActionAnswer, ActionRequest

_log = logging.getLogger("gatepost")

WEB_REQUEST = "WebRequest"

Action = Callable[[ActionRequest], dict[str, Any]]
"""An app's own action: takes the request and returns the data of its answer."""


@dataclass(frozen=True)
class DelegatedRoute:
    """A route of the protected API that pages may request by name.

    Attributes:
        path: Its path at the API; pages never see or send it.
        scopes: Scopes the person must have before the API is called at all.
    """

    path: str
    scopes: frozenset[str] = frozenset()


class Actions:
    """The handler of ``ActionRequest``: performs registered actions, and answers with a command.

    ``WebRequest`` calls a registered route of the protected API by GET, with the person's access
    token. Nothing else in the request is forwarded: no address, method or header.

    Args:
        component: The framed page that sends requests and gets the answers.
        routes: The routes that ``WebRequest`` may call, by name.
        own: The app's own actions, by name.
    """

    def __init__(
        self,
        component: RemoteComponent,
        *,
        routes: Mapping[str, DelegatedRoute] | None = None,
        own: Mapping[str, Action] | None = None,
    ) -> None:
        self._component = component
        self._routes = routes or {}
        self._own = own or {}

    def __call__(self, request: ActionRequest) -> None:
        """Perform the action or refuse it with a code; answer either way."""
        try:
            code, data = self._do(request)
            if len(msgspec.json.encode(data)) > MAX_EVENT_BYTES:
                code, data = _refusal("answer_too_large", write("message_too_large"))
        except GatepostError as error:
            code, data = error.code, {"message": error.message}
        except Exception:  # noqa: BLE001 - an app's own action may raise or return anything
            _log.exception("the action %s failed", request.action)
            code, data = _refusal("action_failed", write("action_failed"))
        self._component.send(ActionAnswer(id=request.id, code=code, data=data))

    def _do(self, request: ActionRequest) -> tuple[str, dict[str, Any]]:
        if request.action == WEB_REQUEST:
            return self._call(request.route)
        own = self._own.get(request.action)
        if own is None:
            return _refusal("unknown_action", write("action_unknown"))
        return "ok", own(request)

    def _call(self, name: str | None) -> tuple[str, dict[str, Any]]:
        route = self._routes.get(name or "")
        if route is None:
            return _refusal("unknown_route", write("route_unknown"))
        identity = session().caller
        if route.scopes and not identity:
            return _refusal("missing_token", write("nobody_signed_in"))
        if identity and not route.scopes <= identity.scopes:
            return _refusal("insufficient_scope", write("route_scope_lacking"))
        answer = st.connection("protected_api", type=ProtectedApi).get(route.path)
        return "ok" if answer.ok else answer.code, {
            "status": answer.status_code,
            "message": answer.message,
            "body": answer.body,
            "milliseconds": answer.milliseconds,
        }


def _refusal(code: str, message: str) -> tuple[str, dict[str, Any]]:
    return code, {"message": message}
