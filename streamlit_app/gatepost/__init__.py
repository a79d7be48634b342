"""Sign-in, messages and protected APIs for Streamlit apps, without a page reload."""

from gatepost.api.actions import Actions, DelegatedRoute
from gatepost.api.answer import ApiAnswer
from gatepost.api.bound import BoundApi
from gatepost.api.bound_async import AsyncApiAnswer, AsyncBoundApi
from gatepost.api.cache import cache_data
from gatepost.api.connection import ProtectedApi
from gatepost.errors import (
    AnswerTooLarge,
    ApiError,
    ApiUnavailable,
    AudienceNotGranted,
    ComponentUnavailable,
    GatepostError,
    GoogleIdentityUnavailable,
    HandoverError,
    HandoverOfAnotherApp,
    MessageError,
    NoSession,
    OptionError,
    PageNotAllowed,
    PlacementError,
    PrivateApiRefused,
    RequestInvalid,
    RouteRefused,
    SettingsError,
    StepUpRequired,
)
from gatepost.identity.person import User
from gatepost.identity.session import record_trace, rerun_app
from gatepost.needs import Needs
from gatepost.pages.guards import require_scopes, require_user, requires
from gatepost.pages.login import use
from gatepost.pages.remote import RemoteComponent
from gatepost.pages.sign_in import current_user, sign_in, sign_out, status
from gatepost.pages.sign_in_events import auth
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

__all__ = [
    "ActionAnswer",
    "ActionRequest",
    "Actions",
    "AdhocReport",
    "AnswerTooLarge",
    "ApiAnswer",
    "ApiError",
    "ApiUnavailable",
    "AsyncApiAnswer",
    "AsyncBoundApi",
    "AudienceNotGranted",
    "BoundApi",
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
    "Needs",
    "NoSession",
    "OptionError",
    "PageNotAllowed",
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
    "StepUpRequired",
    "User",
    "as_text",
    "auth",
    "cache_data",
    "current_user",
    "on",
    "record_trace",
    "require_scopes",
    "require_user",
    "requires",
    "rerun_app",
    "sign_in",
    "sign_out",
    "status",
    "use",
]

__version__ = "0.1.0"
