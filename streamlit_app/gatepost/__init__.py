"""Sign-in, messages and protected APIs for Streamlit apps, without a page reload."""

from gatepost.actions import Actions, DelegatedRoute
from gatepost.api import ApiStream, ProtectedApi
from gatepost.api_answer import ApiAnswer
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
from gatepost.events import (
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
from gatepost.handover import User
from gatepost.outbox import Handler, on
from gatepost.remote import RemoteComponent
from gatepost.session import record_trace, rerun_app
from gatepost.sign_in import auth, current_user, sign_in, sign_out
from gatepost.text import as_text

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
