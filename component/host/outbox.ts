/**
 * The outbox: the events of a framed page, numbered, until Python has acknowledged them.
 *
 * It lives in the app's page and outlives the frame: what a page emitted before it was reloaded, or
 * before its view was left, still arrives.
 */
import * as contract from "../wire/contract.gen";
import { match } from "../wire/shape";
import { asJson } from "./json";
import { isBusy } from "./streamlit";

export type Deliver = (envelope: contract.Envelope) => void;

const MAX_WAITING = 10_000;
const FLUSH_MS = 50;
const RESEND_MS = 1_000;
const MAX_RESEND_MS = 5_000;
// The longest that Python needs to handle a sign-in.
const PATIENCE_MS = 10_000;
const STATUS: keyof contract.Events = "onStatusUpdate";
const ERROR: keyof contract.Events = "onError";

export class Outbox {
  /** Random and unguessable, so that no outbox is mistaken for another. */
  readonly boot = Array.from(crypto.getRandomValues(new Uint8Array(16)), (octet) =>
    octet.toString(16).padStart(2, "0"),
  ).join("");
  /** Number of the last command that a page has handled. */
  received = 0;
  /** The two ways to Python: one reruns the connection's fragment, the other the whole app. */
  deliver: Deliver | null = null;
  deliverToApp: Deliver | null = null;
  isSignIn = false;
  // Numbers of the last event, and of the last one that was in an envelope.
  #seq = 0;
  #sent = 0;
  #waiting: contract.EventMessage[] = [];
  // What to do once Streamlit is no longer busy.
  #held: (() => void) | null = null;
  #lastFlush = Number.NEGATIVE_INFINITY;
  // When what is not acknowledged was first sent; null if nothing is, NaN if it was sent again.
  #sentAt: number | null = null;
  #patience = RESEND_MS;
  #resendAfter = RESEND_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * Keep an event until Python has handled it; one that Python could not read becomes an error.
   *
   * @param person Whom the page is shown to; the page itself claims that.
   * @returns What it keeps; null if too many events are waiting.
   */
  add(name: unknown, data: unknown, person: unknown): contract.EventMessage | null {
    const text = asJson(data);
    const known = match(contract.NAME, name);
    if (known === null || text === null)
      return this.addError(
        "event_malformed",
        "The page sent an event with an invalid name or data.",
      );
    if (new TextEncoder().encode(text).length > contract.MAX_EVENT_BYTES)
      return this.addError("event_too_large", `The event ${known} was too large to send.`);
    const shownTo = match(contract.ID, person);
    const content = JSON.parse(text) as contract.EventMessage["data"];
    return this.#enqueue(known, content, shownTo === null ? {} : { person: shownTo });
  }

  /** Whether a waiting event is lost when the Python session ends; a sign-in is sent again. */
  get wouldLoseEvents(): boolean {
    return this.#waiting.some(({ name }) => name !== STATUS);
  }

  /** Send an error in place of what can't be sent. */
  addError(code: string, message: string): contract.EventMessage | null {
    return this.#enqueue(ERROR, { code, message });
  }

  #enqueue(
    name: string,
    data: contract.EventMessage["data"],
    about: Pick<contract.EventMessage, "person"> = {},
  ): contract.EventMessage | null {
    // The page emits without end, or the app sleeps.
    if (this.#waiting.length >= MAX_WAITING) return null;
    this.#seq += 1;
    const event = { seq: this.#seq, name, data, ...about };
    this.#waiting.push(event);
    // The next envelope is already full.
    if (this.#waiting.length > contract.MAX_EVENTS) return event;
    // A new event is not a failed attempt.
    this.#resendAfter = this.#patience;
    this.scheduleFlush();
    return event;
  }

  /** A page has handled a command: no page is to handle it again. */
  acknowledgeCommand(seq: number): void {
    this.received = Math.max(this.received, seq);
    this.scheduleFlush();
  }

  /**
   * Drop what Python has acknowledged, and remember the way to it; null if there is none now.
   *
   * @returns Whether anything new was acknowledged.
   */
  connect(deliver: Deliver | null, ack: contract.Ack | null = null): boolean {
    const isBack = deliver && !this.deliver;
    this.deliver = deliver;
    // The time away is not the server's.
    if (!deliver) this.#sentAt = Number.NaN;
    const rest = this.#waiting.filter(({ seq }) => ack?.boot !== this.boot || seq > ack.seq);
    // A render without a new ack must not bring the next resend forward.
    const isNews = rest.length < this.#waiting.length;
    this.#waiting = rest;
    if (isNews) this.#measure();
    if (!deliver || this.#waiting.length === 0) this.#cancel();
    else if (isBack || (isNews && this.#seq > this.#sent)) this.scheduleFlush();
    else if (isNews) this.#scheduleResend();
    return isNews;
  }

  /**
   * Wait longer for a slow server than for a fast one before the next resend. As in RFC 6298,
   * section 3, what was sent again measures nothing: either could have been acknowledged.
   */
  #measure(): void {
    const took = performance.now() - (this.#sentAt ?? Number.NaN);
    this.#sentAt = null;
    if (took >= 0) this.#patience = Math.min(Math.max(RESEND_MS, 3 * took), MAX_RESEND_MS);
    this.#resendAfter = this.#patience;
  }

  scheduleFlush(): void {
    const delay = Math.max(0, this.#lastFlush + FLUSH_MS - performance.now());
    this.#schedule(() => this.#flush(), delay);
  }

  #scheduleResend(): void {
    this.#schedule(() => this.#flush({ isRepeated: true }), this.#resendAfter);
  }

  #schedule(work: () => void, delay: number): void {
    this.#cancel();
    if (this.deliver) this.#timer = setTimeout(work, delay);
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#held = null;
  }

  /**
   * Send what waits. If a fragment reruns right after a run that the browser has not fully
   * received, the page can lose elements: Streamlit drops what it has not sent yet. So events wait
   * until a run has ended. An event that changes who is signed in is sent at once and reruns the
   * whole app, which draws everything.
   */
  #flush({ isRepeated = false } = {}): void {
    const isUrgent = !isRepeated && this.#waiting.some((event) => this.#isUrgent(event));
    if (isBusy() && !isUrgent) {
      this.#held = () => this.send(isRepeated);
      this.#timer = setTimeout(() => this.send(true), PATIENCE_MS);
    } else this.send(isUrgent || isRepeated);
  }

  /** Streamlit is idle: send what was held. */
  handleIdle(): void {
    const held = this.#held;
    if (!held) return;
    this.#cancel();
    held();
  }

  /** Whether an event, not sent yet, changes whom the page is shown to. */
  #isUrgent({ seq, name, data, person }: contract.EventMessage): boolean {
    const isNews = seq > this.#sent && name === STATUS && Boolean(data.handover) === !person;
    return isNews && this.isSignIn;
  }

  /** Send what waits now; `toApp` reruns the whole app. */
  send(toApp: boolean): void {
    this.#lastFlush = performance.now();
    const events = this.#waiting.slice(0, contract.MAX_EVENTS);
    this.#sent = Math.max(this.#sent, events.at(-1)?.seq ?? 0);
    // Streamlit drops events while its connection is down: send again until it is acknowledged.
    this.#cancel();
    if (events.length > 0) {
      this.#sentAt = toApp ? Number.NaN : (this.#sentAt ?? this.#lastFlush);
      this.#scheduleResend();
      this.#resendAfter = Math.min(this.#resendAfter * 2, MAX_RESEND_MS);
    }
    const deliver = (toApp && this.deliverToApp) || this.deliver;
    deliver?.({ v: contract.VERSION, boot: this.boot, received: this.received, events });
  }
}
