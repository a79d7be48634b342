"""Sign-in, messages and protected APIs for Streamlit apps, without a page reload."""

from gatepost.api import ApiAnswer, ProtectedApi
from gatepost.errors import (
    ApiError,
    ApiUnavailable,
    ComponentUnavailable,
    GatepostError,
    GoogleIdentityUnavailable,
    HandoverError,
    MessageError,
    PrivateApiRefused,
    RouteRefused,
    SettingsError,
)
from gatepost.events import ActionRequest, AdhocReport, ErrorReport, Event, StatusUpdate
from gatepost.remote import RemoteComponent
from gatepost.session import User
from gatepost.sign_in import auth, current_user, rerun_app, sign_in, sign_out

__all__ = [
    "ActionRequest",
    "AdhocReport",
    "ApiAnswer",
    "ApiError",
    "ApiUnavailable",
    "ComponentUnavailable",
    "ErrorReport",
    "Event",
    "GatepostError",
    "GoogleIdentityUnavailable",
    "HandoverError",
    "MessageError",
    "PrivateApiRefused",
    "ProtectedApi",
    "RemoteComponent",
    "RouteRefused",
    "SettingsError",
    "StatusUpdate",
    "User",
    "auth",
    "current_user",
    "rerun_app",
    "sign_in",
    "sign_out",
]
