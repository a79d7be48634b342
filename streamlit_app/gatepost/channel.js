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

/** The channel of that key, for a page of that name. */
export function open(key, page) {
  if (!window[CHANNELS].has(key)) window[CHANNELS].set(key, new Channel(page));
  return window[CHANNELS].get(key);
}

class Channel {
  constructor(page) {
    this.page = page;
    this.host = null; // the frame's, while it is drawn
    this.props = null;
    this.begin();
  }

  begin() {
    this.outbox = new Outbox();
    this.given = 0; // the last command that Python gave
  }

  /** Take over the props of a new drawing, and the way to Python. */
  connect(props, deliver) {
    // Events for another Python session, such as one before a restart, mean nothing to this one.
    if (this.props && this.props.session !== props.session) {
      this.close();
      this.begin();
      forget(this.page);
    }
    this.props = props;
    if (this.outbox.connect(deliver, props.ack)) this.trace("acknowledge", { seq: props.ack.seq });
    for (const { seq, name } of props.commands.filter(({ seq }) => seq > this.given)) {
      this.given = seq;
      this.trace("give", { seq, name });
    }
    // What is still sent is not acknowledged yet: a frame that loads anew would obey it again.
    if (props.commands.some(({ seq }) => seq <= this.outbox.received)) this.outbox.scheduleFlush();
    this.host?.push();
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
  say(name, data, origin) {
    const event = this.outbox.add(name, data);
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
