// Generated from gatepost/events.py: edit that, then run python3 dev.py contract.

/**
 * The events, by name.
 */
export interface Events {
  onStatusUpdate: StatusUpdate;
  onActionRequest: ActionRequest;
  onAdhocReport: AdhocReport;
  onError: ErrorReport;
}
/**
 * ``onStatusUpdate``: how the sign-in in the frame stands.
 *
 * ``handover`` comes with ``signed_in``, ``restored`` and ``renewed``; it is sealed for the
 * verifier of ``challenge`` and is all that Python takes an identity from.
 *
 * This interface was referenced by `Events`'s JSON-Schema
 * via the `definition` "StatusUpdate".
 */
export interface StatusUpdate {
  reason: "renewed" | "restored" | "signed_in" | "signed_out";
  challenge?: string | null;
  handover?: string | null;
}
/**
 * ``onActionRequest``: the frame asks Python for something, by names only.
 *
 * ``id`` comes back with the answer, the command ``ActionAnswer``. A field that is not listed
 * here, such as a header or a method, makes the whole request malformed.
 *
 * This interface was referenced by `Events`'s JSON-Schema
 * via the `definition` "ActionRequest".
 */
export interface ActionRequest {
  id: string;
  action: string;
  route?: string | null;
}
/**
 * ``onAdhocReport``: anything a framed page tells its app; trust none of it.
 *
 * This interface was referenced by `Events`'s JSON-Schema
 * via the `definition` "AdhocReport".
 */
export interface AdhocReport {
  report: string;
  data: {
    [k: string]: unknown;
  };
}
/**
 * ``onError``: something failed in the frame, with a stable code and a sentence.
 *
 * This interface was referenced by `Events`'s JSON-Schema
 * via the `definition` "ErrorReport".
 */
export interface ErrorReport {
  code: string;
  message: string;
}
/**
 * All events of a frame that Python has not acknowledged, oldest first.
 *
 * ``boot`` names the frame's life, ``received`` is the last command it has handled.
 *
 * This interface was referenced by `Events`'s JSON-Schema
 * via the `definition` "Outbox".
 */
export interface Outbox {
  v: 3;
  boot: string;
  received: number;
  /**
   * @maxItems 50
   */
  events: Event[];
}
/**
 * An event; what was sent for a ``person`` who is gone, see ``Props``, is dropped.
 *
 * This interface was referenced by `Events`'s JSON-Schema
 * via the `definition` "Event".
 */
export interface Event {
  seq: number;
  name: string;
  data: {
    [k: string]: unknown;
  };
  person?: string | null;
}
/**
 * What Python gives a framed page. Nothing in it is secret.
 *
 * ``person`` is a random id, another one after each change of the person; null for nobody.
 * ``grant`` names what Python got with its last handover, while that is good.
 *
 * This interface was referenced by `Events`'s JSON-Schema
 * via the `definition` "Props".
 */
export interface Props {
  v: 3;
  session: string;
  challenge: string | null;
  person: string | null;
  grant: string | null;
  ack: Ack | null;
  commands: Message[];
  locale: string;
}
/**
 * The last event of a boot that Python has handled.
 *
 * This interface was referenced by `Events`'s JSON-Schema
 * via the `definition` "Ack".
 */
export interface Ack {
  boot: string;
  seq: number;
}
/**
 * One numbered event or command; numbers start at 1 and never repeat in their sequence.
 *
 * This interface was referenced by `Events`'s JSON-Schema
 * via the `definition` "Message".
 */
export interface Message {
  seq: number;
  name: string;
  data: {
    [k: string]: unknown;
  };
}
/**
 * ``actionAnswer``: what became of the ``ActionRequest`` of that id.
 *
 * ``code`` is ``ok``, or the stable code of a refusal; ``data`` is the answer, or has a
 * ``message`` for the person.
 *
 * This interface was referenced by `Events`'s JSON-Schema
 * via the `definition` "ActionAnswer".
 */
export interface ActionAnswer {
  id: string;
  code: string;
  data: {
    [k: string]: unknown;
  };
}
/**
 * ``callRoute``: call one of the component's own API routes; the answer is reported.
 *
 * This interface was referenced by `Events`'s JSON-Schema
 * via the `definition` "CallRoute".
 */
export interface CallRoute {
  route: string;
}
/**
 * ``check``: find out again who is signed in.
 *
 * This interface was referenced by `Events`'s JSON-Schema
 * via the `definition` "Check".
 */
export interface Check {}
/**
 * ``renew``: fetch a new access token.
 *
 * This interface was referenced by `Events`'s JSON-Schema
 * via the `definition` "Renew".
 */
export interface Renew {}
/**
 * ``signOut``: sign out, in every tab of the app.
 *
 * This interface was referenced by `Events`'s JSON-Schema
 * via the `definition` "SignOut".
 */
export interface SignOut {}
/**
 * The commands, by name.
 *
 * This interface was referenced by `Events`'s JSON-Schema
 * via the `definition` "Commands".
 */
export interface Commands {
  actionAnswer: ActionAnswer;
  callRoute: CallRoute;
  check: Check;
  renew: Renew;
  signOut: SignOut;
}
