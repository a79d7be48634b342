"""Delegated actions: what a framed page asks for by name, and Python does for it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import streamlit as st

from gatepost.api import ProtectedApi
from gatepost.current import session
from gatepost.errors import GatepostError
from gatepost.events import MAX_EVENT_BYTES, ActionAnswer, ActionRequest
from gatepost.remote import RemoteComponent

_log = logging.getLogger("gatepost")

WEB_REQUEST = "WebRequest"

Action = Callable[[ActionRequest], dict[str, Any]]
"""An action of the app's own: takes the request, returns the data of its answer."""


@dataclass(frozen=True)
class DelegatedRoute:
    """A route of the protected API that a page may have called.

    Attributes:
        path: Where it is at the API; a page never sees or says it.
        scopes: What the person has to have been granted before the API is asked at all.
    """

    path: str
    scopes: frozenset[str] = frozenset()


class Actions:
    """The handler of ``ActionRequest``: does what is registered, and answers with a command.

    ``WebRequest`` calls a registered route of the protected API with the access token of the
    person, by GET. Nothing else of the request leaves Python: no address, method or header.

    Args:
        component: The page that asks, and is answered.
        routes: What ``WebRequest`` may call, by the route's name.
        own: The app's own actions, by name.
    """

    def __init__(
        self,
        component: RemoteComponent,
        *,
        routes: Mapping[str, DelegatedRoute],
        own: Mapping[str, Action] | None = None,
    ) -> None:
        self._component = component
        self._routes = routes
        self._own = own or {}

    def __call__(self, request: ActionRequest) -> None:
        """Do what is asked for, or refuse it with a code; answer either way."""
        try:
            code, data = self._do(request)
            if len(msgspec.json.encode(data)) > MAX_EVENT_BYTES:
                code, data = _refusal("answer_too_large", "The answer is too large for a message.")
        except GatepostError as error:
            code, data = error.code, {"message": error.message}
        except Exception:  # noqa: BLE001 - an app's own action may raise or return anything
            _log.exception("the action %s failed", request.action)
            code, data = _refusal("action_failed", "The app failed at this. Try again later.")
        self._component.send(ActionAnswer(id=request.id, code=code, data=data))

    def _do(self, request: ActionRequest) -> tuple[str, dict[str, Any]]:
        if request.action == WEB_REQUEST:
            return self._call(request.route)
        own = self._own.get(request.action)
        if own is None:
            return _refusal("unknown_action", "This app does nothing under that name.")
        return "ok", own(request)

    def _call(self, name: str | None) -> tuple[str, dict[str, Any]]:
        route = self._routes.get(name or "")
        if route is None:
            return _refusal("unknown_route", "This app calls no route of that name.")
        identity = session().identity
        if route.scopes and not identity:
            return _refusal("missing_token", "Nobody is signed in. Sign in, then try again.")
        if identity and not route.scopes <= identity.scopes:
            return _refusal("insufficient_scope", "The sign-in lacks a permission for this route.")
        answer = st.connection("protected_api", type=ProtectedApi).request(route.path)
        return "ok" if answer.ok else answer.code, {
            "status": answer.status,
            "message": answer.message,
            "body": answer.body,
            "milliseconds": answer.milliseconds,
        }


def _refusal(code: str, message: str) -> tuple[str, dict[str, Any]]:
    return code, {"message": message}
