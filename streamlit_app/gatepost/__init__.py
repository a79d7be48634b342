"""Sign-in, messages and protected APIs for Streamlit apps, without a page reload."""

from gatepost.api.actions import Actions as Actions, DelegatedRoute as DelegatedRoute
from gatepost.api.answer import ApiAnswer as ApiAnswer
from gatepost.api.bound import BoundApi as BoundApi
from gatepost.api.bound_async import (
    AsyncApiAnswer as AsyncApiAnswer,
    AsyncBoundApi as AsyncBoundApi,
)
from gatepost.api.cache import cache_data as cache_data
from gatepost.api.connection import ProtectedApi as ProtectedApi
from gatepost.errors import (
    AnswerTooLarge as AnswerTooLarge,
    ApiError as ApiError,
    ApiUnavailable as ApiUnavailable,
    AudienceNotGranted as AudienceNotGranted,
    ComponentUnavailable as ComponentUnavailable,
    GatepostError as GatepostError,
    GoogleIdentityUnavailable as GoogleIdentityUnavailable,
    HandoverError as HandoverError,
    HandoverOfAnotherApp as HandoverOfAnotherApp,
    MessageError as MessageError,
    NoSession as NoSession,
    OptionError as OptionError,
    PlacementError as PlacementError,
    PrivateApiRefused as PrivateApiRefused,
    RequestInvalid as RequestInvalid,
    RouteRefused as RouteRefused,
    SettingsError as SettingsError,
    StepUpRequired as StepUpRequired,
)
from gatepost.identity.person import User as User
from gatepost.identity.session import record_trace as record_trace, rerun_app as rerun_app
from gatepost.needs import Needs as Needs
from gatepost.pages.guards import (
    require_scopes as require_scopes,
    require_user as require_user,
    requires as requires,
)
from gatepost.pages.login import use as use
from gatepost.pages.remote import RemoteComponent as RemoteComponent
from gatepost.pages.sign_in import (
    current_user as current_user,
    sign_in as sign_in,
    sign_out as sign_out,
    status as status,
)
from gatepost.pages.sign_in_events import auth as auth
from gatepost.text import as_text as as_text
from gatepost.wire.events import (
    ActionAnswer as ActionAnswer,
    ActionRequest as ActionRequest,
    AdhocReport as AdhocReport,
    CallRoute as CallRoute,
    Check as Check,
    Command as Command,
    ErrorReport as ErrorReport,
    Event as Event,
    Renew as Renew,
    SignOut as SignOut,
    StatusUpdate as StatusUpdate,
)
from gatepost.wire.mailbox import Handler as Handler, on as on

__version__ = "0.1.0"
