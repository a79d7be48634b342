"""Sign-in, messages and protected APIs for Streamlit apps, without a page reload."""

from gatepost.api.actions import Actions, DelegatedRoute
from gatepost.api.answer import ApiAnswer
from gatepost.api.connection import ApiStream, ProtectedApi
from gatepost.errors import (
    AnswerTooLarge,
    ApiError,
    ApiUnavailable,
    ComponentUnavailable,
    GatepostError,
    GoogleIdentityUnavailable,
    HandoverError,
    HandoverOfAnotherApp,
    MessageError,
    PlacementError,
    PrivateApiRefused,
    RequestInvalid,
    RouteRefused,
    SettingsError,
)
from gatepost.identity.handover import User
from gatepost.identity.session import record_trace, rerun_app
from gatepost.pages.remote import RemoteComponent
from gatepost.pages.sign_in import auth, current_user, sign_in, sign_out
from gatepost.text import as_text
from gatepost.wire.events import (
    ActionAnswer,
    ActionRequest,
    AdhocReport,
    CallRoute,
    Check,
    Command,
    ErrorReport,
    Event,
    Renew,
    SignOut,
    StatusUpdate,
)
from gatepost.wire.mailbox import Handler, on

__version__ = "0.1.0"

__all__ = [
    "ActionAnswer",
    "ActionRequest",
    "Actions",
    "AdhocReport",
    "AnswerTooLarge",
    "ApiAnswer",
    "ApiError",
    "ApiStream",
    "ApiUnavailable",
    "CallRoute",
    "Check",
    "Command",
    "ComponentUnavailable",
    "DelegatedRoute",
    "ErrorReport",
    "Event",
    "GatepostError",
    "GoogleIdentityUnavailable",
    "Handler",
    "HandoverError",
    "HandoverOfAnotherApp",
    "MessageError",
    "PlacementError",
    "PrivateApiRefused",
    "ProtectedApi",
    "RemoteComponent",
    "Renew",
    "RequestInvalid",
    "RouteRefused",
    "SettingsError",
    "SignOut",
    "StatusUpdate",
    "User",
    "as_text",
    "auth",
    "current_user",
    "on",
    "record_trace",
    "rerun_app",
    "sign_in",
    "sign_out",
]
