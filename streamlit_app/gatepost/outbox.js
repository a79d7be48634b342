/**
 * The outbox: the events of framed pages that Python has not acknowledged. Numbered, none lost.
 *
 * It stands in the app's page and outlives the frame: what a page said before it was reloaded, or
 * before its view was left, still arrives.
 */
import { isBusy } from "./streamlit.js";
import { VERSION } from "./version.js";

const MAX_EVENTS = 50;
const MAX_EVENT_BYTES = 65_536;
// Far below what Python's JSON reads.
const MAX_DEPTH = 64;
const MAX_WAITING = 10_000;
const FLUSH_MS = 50;
const RESEND_MS = 1_000;
const MAX_RESEND_MS = 5_000;
// How long Python takes at most to handle a sign-in.
const PATIENCE_MS = 10_000;
const STATUS = "onStatusUpdate";
const NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const PERSON = /^[A-Za-z0-9_-]{16,64}$/;

export class Outbox {
  // Numbers of the last event, and of the last one that was in an envelope.
  #seq = 0;
  #sent = 0;
  #waiting = [];
  // What it does once Streamlit is not busy any more.
  #held = null;
  #lastFlush = Number.NEGATIVE_INFINITY;
  #resendAfter = RESEND_MS;
  #timer;

  constructor() {
    // Random and unguessable, so that no two outboxes are taken for one.
    const octets = crypto.getRandomValues(new Uint8Array(16));
    this.boot = Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
    // Number of the last command that a page has handled.
    this.received = 0;
    // The ways to Python: one has a fragment run, the other one the whole app, at once.
    this.deliver = null;
    this.deliverToApp = null;
    this.isOfSignIn = false;
  }

  /**
   * Keep an event until Python has handled it; one that Python could not read becomes an error.
   * Gives what it keeps. `person` is whom the page is shown to, by its own word.
   */
  add(name, data, person) {
    const text = asJson(data);
    if (typeof name !== "string" || !NAME.test(name) || text === null)
      return this.refuse("event_malformed", "The page sent an event that is no named object.");
    if (new TextEncoder().encode(text).length > MAX_EVENT_BYTES)
      return this.refuse("event_too_large", `The event ${name} was too large to send.`);
    const isPerson = typeof person === "string" && PERSON.test(person);
    return this.#push(name, JSON.parse(text), isPerson ? { person } : {});
  }

  /** Whether anything waits that is lost without Python; a sign-in is found out about again. */
  get isLosing() {
    return this.#waiting.some(({ name }) => name !== STATUS);
  }

  /** Send an error in place of what can't be sent. */
  refuse(code, message) {
    return this.#push("onError", { code, message });
  }

  #push(name, data, about = {}) {
    // A page that never ends, an app that sleeps.
    if (this.#waiting.length >= MAX_WAITING) return null;
    this.#seq += 1;
    const event = { seq: this.#seq, name, data, ...about };
    this.#waiting.push(event);
    // The next envelope is full without it.
    if (this.#waiting.length > MAX_EVENTS) return event;
    // Saying something new is no failed attempt.
    this.#resendAfter = RESEND_MS;
    this.scheduleFlush();
    return event;
  }

  /** A page has handled a command, which nobody is to handle again. */
  note(received) {
    this.received = Math.max(this.received, received);
    this.scheduleFlush();
  }

  /**
   * Take over what Python has acknowledged, and the way to it; null while there is none.
   * Tells whether anything new was acknowledged.
   */
  connect(deliver, ack = null) {
    const isBack = deliver && !this.deliver;
    this.deliver = deliver;
    // A drawing that acknowledges nothing new is no reason to say anything earlier than planned.
    const isNews = this.#forget(ack);
    if (!deliver || this.#waiting.length === 0) this.#schedule(null);
    else if (isBack || (isNews && this.#seq > this.#sent)) this.scheduleFlush();
    else if (isNews) this.#scheduleResend();
    return isNews;
  }

  /** Drop what Python has handled; whether that was anything new. */
  #forget(ack) {
    const rest = this.#waiting.filter(({ seq }) => ack?.boot !== this.boot || seq > ack.seq);
    const isNews = rest.length < this.#waiting.length;
    this.#waiting = rest;
    if (isNews) this.#resendAfter = RESEND_MS;
    return isNews;
  }

  scheduleFlush() {
    this.#schedule(
      () => this.#flush(),
      Math.max(0, this.#lastFlush + FLUSH_MS - performance.now()),
    );
  }

  #scheduleResend() {
    this.#schedule(() => this.#flush({ isRepeated: true }), this.#resendAfter);
  }

  #schedule(work, delay) {
    clearTimeout(this.#timer);
    this.#held = null;
    this.#timer = work && this.deliver ? setTimeout(work, delay) : null;
  }

  /**
   * Send what waits. A fragment that runs right behind a run, before the browser has got all of
   * that, can cost elements of the page: Streamlit drops what it has not sent yet. So it waits for
   * the end of a run; what changes who is signed in goes at once, and has the whole app run, which
   * draws everything.
   */
  #flush({ isRepeated = false } = {}) {
    const isUrgent = !isRepeated && this.#waiting.some((event) => this.#isUrgent(event));
    if (isBusy() && !isUrgent) {
      this.#held = () => this.send(isRepeated);
      this.#timer = setTimeout(() => this.send(true), PATIENCE_MS);
    } else this.send(isUrgent || isRepeated);
  }

  /** Streamlit has nothing to do. */
  goOn() {
    const held = this.#held;
    if (!held) return;
    this.#schedule(null);
    held();
  }

  /** Whether an event, not sent yet, changes whom the page is shown to. */
  #isUrgent({ seq, name, data, person }) {
    const isNews = seq > this.#sent && name === STATUS && Boolean(data.handover) === !person;
    return isNews && this.isOfSignIn;
  }

  /** Send what waits now, `toApp` by the way that has the whole app run. */
  send(toApp) {
    this.#lastFlush = performance.now();
    const events = this.#waiting.slice(0, MAX_EVENTS);
    this.#sent = Math.max(this.#sent, events.at(-1)?.seq ?? 0);
    // Streamlit drops events while its connection is down: send again until it is acknowledged.
    this.#schedule(null);
    if (events.length > 0) {
      this.#scheduleResend();
      this.#resendAfter = Math.min(this.#resendAfter * 2, MAX_RESEND_MS);
    }
    const deliver = (toApp && this.deliverToApp) || this.deliver;
    deliver?.({ v: VERSION, boot: this.boot, received: this.received, events });
  }
}

/** The JSON of an object with members, null for anything else. */
export function asJson(data) {
  try {
    // Of a Map, a Blob and their like JSON would keep nothing.
    if (Object.prototype.toString.call(data) !== "[object Object]") return null;
    const text = JSON.stringify(data);
    return text?.startsWith("{") && !isDeeper(JSON.parse(text), MAX_DEPTH) ? text : null;
  } catch {
    // A number that is too big for JSON, or an object that holds itself.
    return null;
  }
}

/** Whether objects and lists stand in each other more often than that. */
function isDeeper(value, depth) {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1));
}
