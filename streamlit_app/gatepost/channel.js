/**
 * What passes between one framed page and Python.
 *
 * Streamlit draws its two ends apart from each other, and may take either away and draw it anew:
 * the frame, and the connection to Python. The channel stays in the app's page, and may be used by
 * the script of a later release: what that calls here changes with the contract only.
 */
import { Outbox, VERSION } from "./outbox.js";
import { forget, note } from "./trace.js";

// One for each key in Python. What waits in one of another contract is of no use to this one.
const CHANNELS = Symbol.for(`gatepost.channels.${VERSION}`);
window[CHANNELS] ??= new Map();

/** The channel of that key, for a page of that name and a Python session. */
export function open(key, page, session) {
  const kept = window[CHANNELS].get(key);
  if (kept?.session === session) return kept;
  // Events for another Python session, such as one before a restart, mean nothing to this one.
  if (kept) {
    kept.close();
    forget(page);
  }
  const channel = new Channel(page, session);
  window[CHANNELS].set(key, channel);
  return channel;
}

class Channel {
  constructor(page, session) {
    this.page = page;
    this.session = session;
    this.hosts = new Set(); // of the frame; two while Streamlit moves it to another place
    this.outbox = new Outbox();
    this.props = null;
    this.given = 0; // the last command that Python gave
  }

  /** A host is there, and speaks for the page while there is no newer one. */
  attach(host) {
    if (this.hosts.has(host)) return;
    this.hosts.add(host);
    this.push();
  }

  detach(host) {
    this.hosts.delete(host);
    this.push();
  }

  /** Have the page told what it is to know and to do. */
  push() {
    [...this.hosts].at(-1)?.push();
  }

  /** Take over the props of a new drawing, and the way to Python. */
  connect(props, deliver) {
    this.props = props;
    if (this.outbox.connect(deliver, props.ack)) this.trace("acknowledge", { seq: props.ack.seq });
    for (const { seq, name } of props.commands.filter(({ seq }) => seq > this.given)) {
      this.given = seq;
      this.trace("give", { seq, name });
    }
    // What is still sent is not acknowledged yet: a frame that loads anew would obey it again.
    if (props.commands.some(({ seq }) => seq <= this.outbox.received)) this.outbox.scheduleFlush();
    this.push();
  }

  /** Forget that way to Python, unless there is a newer one. */
  disconnect(deliver) {
    if (this.outbox.deliver === deliver) this.close();
  }

  /** Send nothing until there is a connection again. */
  close() {
    this.outbox.connect(null);
  }

  /** What the page is to know and to do; null while it is not connected, since it may be old. */
  get wanted() {
    if (!this.outbox.deliver) return null;
    const commands = this.props.commands.filter(({ seq }) => seq > this.outbox.received);
    return { ...this.props, commands };
  }

  /** The page has said an event. */
  say({ name, data, person }, origin) {
    const event = this.outbox.add(name, data, person);
    if (event) this.trace("say", { seq: event.seq, name: event.name, origin });
  }

  /** The page has handled a command; one that was never sent says nothing. */
  handle(number, origin) {
    const command = this.props?.commands.find(({ seq }) => seq === number);
    if (!command) return;
    this.outbox.note(number);
    this.trace("handle", { seq: number, name: command.name, origin });
  }

  trace(step, values) {
    note(this.page, "host", step, values);
  }
}
