// Generated from streamlit_app/gatepost/wire/events.py: edit that, then run python3 dev.py contract.
import * as s from "./shape";

export const VERSION = 5;
export const MAX_EVENTS = 50;
export const MAX_EVENT_BYTES = 65_536;
export const MAX_DEPTH = 64;
export const MAX_LOCALE = 35;

export const NAME = /* @__PURE__ */ s.textOf(1, 64, /^[A-Za-z][A-Za-z0-9_]*$(?!\n)/);
export const ID = /* @__PURE__ */ s.textOf(16, 64, /^[A-Za-z0-9_-]+$(?!\n)/);
export const CHALLENGE = /* @__PURE__ */ s.textOf(43, 43, /^[A-Za-z0-9_-]+$(?!\n)/);
export const NUMBER = /* @__PURE__ */ s.whole(0, 9_007_199_254_740_991);
export const TEXT = /* @__PURE__ */ s.textOf(0, 2_000);
export const LABEL = /* @__PURE__ */ s.textOf(1, 80);
export const SCOPE = /* @__PURE__ */ s.textOf(1, 200, /^[!#-\[\]-~]+$(?!\n)/);
export const VALUE = /* @__PURE__ */ s.textOf(1, 320, /^[^\x00-\x1f\x7f]+$(?!\n)/);
export const ROUTE = /* @__PURE__ */ s.textOf(1, 64, /^[a-z][a-z0-9-]*$(?!\n)/);

/**
 * `onStatusUpdate`: the state of the sign-in in the frame.
 *
 * `handover`, with every reason but `signed_out` and `declined`, is sealed for the verifier
 * behind `challenge`; Python accepts an identity from nothing else.
 * `step_up` is the id of the one that `stepped_up` and `declined` answer; `code` and
 * `message` are why. `signed_out` is also the first answer that nobody is signed in.
 */
export interface StatusUpdate extends s.Of<typeof statusUpdate> {}
export const statusUpdate = /* @__PURE__ */ s.object({
  reason: /* @__PURE__ */ s.only("declined", "renewed", "restored", "signed_in", "signed_out", "stepped_up"),
  challenge: /* @__PURE__ */ s.optional(/* @__PURE__ */ s.orNull(CHALLENGE)),
  handover: /* @__PURE__ */ s.optional(/* @__PURE__ */ s.orNull(s.text)),
  step_up: /* @__PURE__ */ s.optional(/* @__PURE__ */ s.orNull(ID)),
  code: /* @__PURE__ */ s.optional(/* @__PURE__ */ s.orNull(NAME)),
  message: /* @__PURE__ */ s.optional(/* @__PURE__ */ s.orNull(TEXT)),
});

/**
 * `onActionRequest`: the frame requests something from Python, by names only.
 *
 * `id` comes back with the answer, the command `ActionAnswer`. A field that is not listed,
 * such as a header, makes the whole request malformed.
 */
export interface ActionRequest extends s.Of<typeof actionRequest> {}
export const actionRequest = /* @__PURE__ */ s.exact({
  id: NAME,
  action: NAME,
  route: /* @__PURE__ */ s.optional(/* @__PURE__ */ s.orNull(ROUTE)),
});

/** `onAdhocReport`: anything a framed page reports to its app; trust none of it. */
export interface AdhocReport extends s.Of<typeof adhocReport> {}
export const adhocReport = /* @__PURE__ */ s.object({
  report: NAME,
  data: s.record,
});

/** `onError`: something failed in the frame, with a stable code and a sentence. */
export interface ErrorReport extends s.Of<typeof errorReport> {}
export const errorReport = /* @__PURE__ */ s.object({
  code: NAME,
  message: TEXT,
});

/** `callRoute`: call one of the component's own API routes; the answer is reported. */
export interface CallRoute extends s.Of<typeof callRoute> {}
export const callRoute = /* @__PURE__ */ s.object({
  route: ROUTE,
});

/** `check`: check again who is signed in. */
export interface Check extends s.Of<typeof check> {}
export const check = /* @__PURE__ */ s.object({});

/** `renew`: fetch a new access token. */
export interface Renew extends s.Of<typeof renew> {}
export const renew = /* @__PURE__ */ s.object({});

/** `signOut`: sign out, in every tab of the app. */
export interface SignOut extends s.Of<typeof signOut> {}
export const signOut = /* @__PURE__ */ s.object({});

/**
 * `actionAnswer`: the answer to the `ActionRequest` with that id.
 *
 * `code` is `ok`, or the code of a refusal, whose `data` has a `message` for the person.
 */
export interface ActionAnswer extends s.Of<typeof actionAnswer> {}
export const actionAnswer = /* @__PURE__ */ s.object({
  id: NAME,
  code: NAME,
  data: s.record,
});

/**
 * One numbered event or command; numbers start at 1 and never repeat in their sequence.
 *
 * An outbox numbers its events, a Python session the commands for a page.
 */
export interface Message extends s.Of<typeof message> {}
export const message = /* @__PURE__ */ s.object({
  seq: NUMBER,
  name: NAME,
  data: s.record,
});

/** An event; it is dropped if `person` is no longer the current one (see `Props`). */
export interface EventMessage extends s.Of<typeof eventMessage> {}
export const eventMessage = /* @__PURE__ */ s.object({
  seq: NUMBER,
  name: NAME,
  data: s.record,
  person: /* @__PURE__ */ s.optional(/* @__PURE__ */ s.orNull(ID)),
});

/**
 * The unacknowledged events of one outbox, oldest first.
 *
 * `boot` identifies the outbox, which ends with the app's page or the Python session.
 * `received` is the last command that a page has handled.
 */
export interface Envelope extends s.Of<typeof envelope> {}
export const envelope = /* @__PURE__ */ s.object({
  v: /* @__PURE__ */ s.only(5),
  boot: ID,
  received: NUMBER,
  events: /* @__PURE__ */ s.listOf(eventMessage, 50),
});

/** The last event of an outbox that Python has handled. It is for the host alone. */
export interface Ack extends s.Of<typeof ack> {}
export const ack = /* @__PURE__ */ s.object({
  boot: ID,
  seq: NUMBER,
});

/** What Python gives a framed page; `person` is a random id for each, null for nobody. */
export interface Props extends s.Of<typeof props> {}
export const props = /* @__PURE__ */ s.object({
  v: /* @__PURE__ */ s.only(5),
  session: ID,
  person: /* @__PURE__ */ s.orNull(ID),
  commands: /* @__PURE__ */ s.listOf(message),
  locale: /* @__PURE__ */ s.textOf(0, 35),
});

/**
 * What a sign-in asks the identity provider for (OpenID Connect Core 1.0, section 3.1.2.1).
 *
 * `scopes` are the API's, by default all that the operator allows the app. `connection` and
 * `organization` are Auth0's. `max_age` is in seconds.
 */
export interface SignInRequest extends s.Of<typeof signInRequest> {}
export const signInRequest = /* @__PURE__ */ s.object({
  scopes: /* @__PURE__ */ s.optional(/* @__PURE__ */ s.orNull(/* @__PURE__ */ s.listOf(SCOPE, 100))),
  prompt: /* @__PURE__ */ s.optional(/* @__PURE__ */ s.orNull(VALUE)),
  login_hint: /* @__PURE__ */ s.optional(/* @__PURE__ */ s.orNull(VALUE)),
  connection: /* @__PURE__ */ s.optional(/* @__PURE__ */ s.orNull(VALUE)),
  organization: /* @__PURE__ */ s.optional(/* @__PURE__ */ s.orNull(VALUE)),
  acr_values: /* @__PURE__ */ s.optional(/* @__PURE__ */ s.orNull(/* @__PURE__ */ s.listOf(VALUE, 10))),
  max_age: /* @__PURE__ */ s.optional(/* @__PURE__ */ s.orNull(NUMBER)),
  ui_locales: /* @__PURE__ */ s.optional(/* @__PURE__ */ s.orNull(/* @__PURE__ */ s.listOf(VALUE, 10))),
});

/** What the sign-in page asks before the host's hello; the frame's name holds it, as JSON. */
export interface FirstQuestion extends s.Of<typeof firstQuestion> {}
export const firstQuestion = /* @__PURE__ */ s.object({
  challenge: CHALLENGE,
  request: /* @__PURE__ */ s.optional(/* @__PURE__ */ s.orNull(signInRequest)),
});

/** What the app needs beyond the sign-in, and its `reason` in the app's words (RFC 9470). */
export interface StepUp extends s.Of<typeof stepUp> {}
export const stepUp = /* @__PURE__ */ s.object({
  id: ID,
  scopes: /* @__PURE__ */ s.listOf(SCOPE, 100),
  acr_values: /* @__PURE__ */ s.listOf(VALUE, 10),
  max_age: /* @__PURE__ */ s.orNull(NUMBER),
  reason: /* @__PURE__ */ s.orNull(TEXT),
});

/** The app's own words in the sign-in; null for the usual ones. */
export interface Labels extends s.Of<typeof labels> {}
export const labels = /* @__PURE__ */ s.object({
  sign_in: /* @__PURE__ */ s.optional(/* @__PURE__ */ s.orNull(LABEL)),
  sign_out: /* @__PURE__ */ s.optional(/* @__PURE__ */ s.orNull(LABEL)),
  signed_out: /* @__PURE__ */ s.optional(/* @__PURE__ */ s.orNull(LABEL)),
});

/** What Python gives a sign-in page; `grant` is the last it redeemed, while that is valid. */
export interface SignInProps extends s.Of<typeof signInProps> {}
export const signInProps = /* @__PURE__ */ s.object({
  challenge: CHALLENGE,
  v: /* @__PURE__ */ s.only(5),
  session: ID,
  person: /* @__PURE__ */ s.orNull(ID),
  commands: /* @__PURE__ */ s.listOf(message),
  locale: /* @__PURE__ */ s.textOf(0, 35),
  grant: /* @__PURE__ */ s.orNull(ID),
  request: /* @__PURE__ */ s.optional(/* @__PURE__ */ s.orNull(signInRequest)),
  step_up: /* @__PURE__ */ s.optional(/* @__PURE__ */ s.orNull(stepUp)),
  labels: /* @__PURE__ */ s.optional(/* @__PURE__ */ s.orNull(labels)),
  show_user: /* @__PURE__ */ s.optional(s.flag),
});

/** The events, by name. */
export type Events = s.Members<typeof events>;
export const events = {
  onStatusUpdate: statusUpdate,
  onActionRequest: actionRequest,
  onAdhocReport: adhocReport,
  onError: errorReport,
};

/** The commands, by name. */
export type Commands = s.Members<typeof commands>;
export const commands = {
  actionAnswer: actionAnswer,
  callRoute: callRoute,
  check: check,
  renew: renew,
  signOut: signOut,
};

/** `gatepost.__version__` */
export const RELEASE = "0.1.0";
