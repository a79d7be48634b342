/**
 * What passes between one framed page and Python.
 *
 * Streamlit draws its two ends apart from each other, and may take either away and draw it again:
 * the frame, and the connection to Python. The channel stays in the app's page, and may be used by
 * the script of a later release: what that calls here changes with the contract only.
 */
import { Outbox } from "./outbox.js";
import { isBusy } from "./streamlit.js";
import { note, noteTold } from "./trace.js";

const DOUBT_MS = 1_000;
// An app may leave the connection out.
const MOST_DOUBTS = 3;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class Channel {
  #hosts = new Set(); // of the frame; two while Streamlit moves it to another place
  #props = null;
  #given = 0; // the last command that Python gave
  #drawnFor = null; // the person whom the app was drawn for
  #doubts = 0;
  #doubt;
  #ending;

  constructor(page, session) {
    this.page = page;
    this.session = session;
    this.outbox = new Outbox();
  }

  /** A host is there, and speaks for the page while there is no newer one. */
  attach(host) {
    if (this.#hosts.has(host)) return;
    this.#hosts.add(host);
    this.push();
  }

  detach(host) {
    this.#hosts.delete(host);
    this.push();
  }

  /** The whole app was drawn, for a person; gives what to do when that is taken away. */
  connectApp(person, deliver) {
    this.#drawnFor = person;
    this.outbox.deliverToApp = deliver;
    this.goOn();
    return () => {
      if (this.outbox.deliverToApp === deliver) this.#forgetApp();
    };
  }

  /** Have the page told what it is to know and to do. */
  push() {
    [...this.#hosts].at(-1)?.push();
  }

  /** Take over the props of a new drawing, and the way to Python; a sign-in ends in `endsIn` ms. */
  connect(props, deliver, endsIn) {
    this.#props = props;
    this.outbox.isOfSignIn = props.challenge !== null; // which no other page gets
    clearTimeout(this.#ending);
    if (endsIn !== null)
      this.#ending = setTimeout(() => this.wake(), Math.min(endsIn, LONGEST_TIMER_MS));
    if (this.outbox.connect(deliver, props.ack)) this.trace("acknowledge", { seq: props.ack.seq });
    for (const { seq, name } of props.commands.filter(({ seq }) => seq > this.#given)) {
      this.#given = seq;
      this.trace("give", { seq, name });
    }
    // What is still sent is not acknowledged yet: a frame that loads again would handle it again.
    if (props.commands.some(({ seq }) => seq <= this.outbox.received)) this.outbox.scheduleFlush();
    this.push();
    this.goOn();
  }

  /** Forget that way to Python, unless there is a newer one. */
  disconnect(deliver) {
    if (this.outbox.deliver !== deliver) return;
    this.#rest();
    this.goOn();
  }

  #forgetApp() {
    clearTimeout(this.#doubt);
    this.outbox.deliverToApp = null;
  }

  /** Another Python session is there: this one is over. */
  close() {
    this.#forgetApp();
    this.#rest();
  }

  /** Send nothing until there is a connection again. */
  #rest() {
    clearTimeout(this.#ending);
    this.outbox.connect(null);
  }

  /** Have the whole app run. */
  wake() {
    this.outbox.send(true);
  }

  /** Streamlit is idle: send what waits, and look whether all that it drew has arrived. */
  goOn() {
    if (isBusy()) return;
    this.outbox.goOn();
    if (this.#isWhole) this.#doubts = 0;
    clearTimeout(this.#doubt);
    if (!this.#isWhole && this.outbox.deliverToApp && this.#doubts < MOST_DOUBTS)
      this.#doubt = setTimeout(() => this.#askAgain(), DOUBT_MS);
  }

  /** Whether what was drawn in the connection's fragment is of the same person as the app around. */
  get #isWhole() {
    return this.outbox.deliver !== null && this.#props.person === this.#drawnFor;
  }

  /** Have the app run again where a part of what it drew was lost. */
  #askAgain() {
    if (isBusy() || this.#isWhole) return;
    this.#doubts += 1;
    this.wake();
  }

  /** What the page is to know and to do; null while it is not connected, since it may be old. */
  get wanted() {
    if (!this.outbox.deliver) return null;
    const commands = this.#props.commands.filter(({ seq }) => seq > this.outbox.received);
    return { ...this.#props, commands };
  }

  /** The page has said an event. */
  say({ name, data, person }, origin) {
    const event = this.outbox.add(name, data, person);
    if (event) this.trace("say", { seq: event.seq, name: event.name, origin });
  }

  /** The page has handled a command; one that was never sent says nothing. */
  handle(number, origin) {
    const command = this.#props?.commands.find(({ seq }) => seq === number);
    if (!command) return;
    this.outbox.note(number);
    this.trace("handle", { seq: number, name: command.name, origin });
  }

  /** The page tells of a step. */
  noteTold({ step, values }) {
    noteTold(this.page, step, values);
  }

  trace(step, values) {
    note(this.page, "host", step, values);
  }
}
