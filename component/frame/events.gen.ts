// Generated from gatepost/events.py: edit that, then run python3 dev.py contract.

export interface Contract {
  onStatusUpdate?: StatusUpdate;
  onActionRequest?: ActionRequest;
  onAdhocReport?: AdhocReport;
  onError?: ErrorReport;
  [k: string]: unknown;
}
/**
 * ``onStatusUpdate``: how the sign-in in the frame stands.
 *
 * ``handover`` comes with ``signed_in``, ``restored`` and ``renewed``; it is sealed for the
 * verifier of ``challenge`` and is all that Python takes an identity from.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
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
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ActionRequest".
 */
export interface ActionRequest {
  action: string;
  route?: string | null;
}
/**
 * ``onAdhocReport``: anything a framed page tells its app; trust none of it.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
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
 * This interface was referenced by `Contract`'s JSON-Schema
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
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Outbox".
 */
export interface Outbox {
  v: 1;
  boot: string;
  received: number;
  /**
   * @maxItems 50
   */
  events: Message[];
}
/**
 * One numbered event or command; numbers start at 1 and never repeat in their sequence.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
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
 * What Python gives a framed page. Nothing in it is secret.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Props".
 */
export interface Props {
  v: 1;
  session: string;
  challenge: string | null;
  ack: Ack | null;
  commands: Message[];
  locale: string;
}
/**
 * The last event of a boot that Python has handled.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Ack".
 */
export interface Ack {
  boot: string;
  seq: number;
}
