/**
 * The host: a Components v2 component that makes the remote frame and speaks to it.
 *
 * It hears exactly one window and one origin and posts to exactly that origin, so a frame that
 * was navigated elsewhere gets nothing and is not heard. It runs in the app's own page and holds
 * no secret. Python sends `host.gen.js`, which `python3 dev.py contract` makes of this.
 */
import { Outbox, VERSION } from "./outbox.js";
import { forget, note, noteTold } from "./trace.js";

const READY_MS = 3_000;
const AFTER_LOAD_MS = 1_200;
const RETRY_MS = 5_000;
const MAX_RETRY_MS = 30_000;
const MAX_HEIGHT = 2_000;
const SANDBOX =
  "allow-forms allow-popups allow-popups-to-escape-sandbox allow-same-origin allow-scripts";
const THEME = [
  "background-color",
  "text-color",
  "primary-color",
  "border-color",
  "red-text-color",
  "font",
];
const STYLE = `
  iframe { width: 100%; height: 3.25rem; border: 0; display: block; }
  [hidden] { display: none; }
  .notice { color: var(--st-text-color); font-family: var(--st-font); padding: 0.25rem; }
  .notice button {
    min-height: 2.75rem; padding: 0.25rem 1rem; font: inherit; color: inherit; cursor: pointer;
    background: transparent; border: 2px solid var(--st-primary-color); border-radius: 0.5rem;
  }`;

// The default export runs on every change of data: one host for each place it is mounted in.
const HOST = Symbol.for("gatepost.host");
// One outbox for each mailbox in Python; it stays when the view is left, for when it is back.
// What waits in an outbox of another contract is of no use to this one.
const KEPT = Symbol.for(`gatepost.outboxes.${VERSION}`);
window[KEPT] ??= new Map();

export default function mount({ data, parentElement, setTriggerValue }) {
  let host = parentElement[HOST];
  if (!(host instanceof Host)) {
    // One of the script from before a deployment, which nobody else cleans up.
    host?.destroy();
    host = parentElement[HOST] = new Host(parentElement, data.src, data.title);
  }
  const deliver = (envelope) => setTriggerValue("outbox", envelope);
  host.update(data.props, deliver);
  return () => {
    // Streamlit also cleans up after a drawing that another one has overtaken.
    if (host.deliver !== deliver) return;
    host.destroy();
    delete parentElement[HOST];
  };
}

class Host {
  constructor(parent, src, title) {
    this.parent = parent;
    this.src = src;
    this.origin = new URL(src).origin;
    this.page = src.slice(src.lastIndexOf("/") + 1);
    this.given = 0; // the last command that Python gave
    this.ready = false;
    this.patience = RETRY_MS;
    this.hear = this.hear.bind(this);
    this.build(title);
    window.addEventListener("message", this.hear);
    this.watch = new MutationObserver(() => this.push());
    this.watch.observe(document.documentElement, { attributeFilter: ["style", "class"] });
    this.trace("draw", { origin: this.origin });
    this.load();
    // After load: an empty page must not come first, since it would be the app's own origin.
    this.parent.append(this.box);
  }

  build(title) {
    const style = document.createElement("style");
    style.textContent = STYLE;
    this.frame = document.createElement("iframe");
    this.frame.title = title;
    this.frame.referrerPolicy = "origin";
    this.frame.setAttribute("sandbox", SANDBOX);
    this.frame.setAttribute("allow", "");
    this.frame.addEventListener("load", () => this.greet());
    this.notice = document.createElement("div");
    this.notice.className = "notice";
    this.notice.hidden = true;
    this.notice.setAttribute("role", "alert");
    this.text = document.createElement("p");
    const retry = document.createElement("button");
    retry.type = "button";
    retry.textContent = "Try again";
    retry.addEventListener("click", () => {
      this.text.textContent = `Trying ${this.origin} again …`;
      this.load();
    });
    this.notice.append(this.text, retry);
    this.box = document.createElement("div");
    this.box.append(style, this.notice, this.frame);
  }

  /** Take over the props of a new drawing. */
  update(props, deliver) {
    // Events for another Python session, such as one before a restart, mean nothing to this one.
    if (this.props && this.props.session !== props.session) {
      this.outbox.connect(null);
      window[KEPT].delete(this.props.session);
      this.given = 0;
      forget(this.page);
    }
    if (!window[KEPT].has(props.session)) window[KEPT].set(props.session, new Outbox());
    this.outbox = window[KEPT].get(props.session);
    this.props = props;
    this.deliver = deliver;
    if (this.outbox.connect(deliver, props.ack)) this.trace("acknowledge", { seq: props.ack.seq });
    for (const { seq, name } of props.commands.filter(({ seq }) => seq > this.given)) {
      this.given = seq;
      this.trace("give", { seq, name });
    }
    // What is still sent is not acknowledged yet: a frame that loads anew would obey it again.
    if (props.commands.some(({ seq }) => seq <= this.outbox.received)) this.outbox.scheduleFlush();
    this.push();
  }

  destroy() {
    window.removeEventListener("message", this.hear);
    this.watch.disconnect();
    this.rest();
    // Drawn in another place, the same page is there before it has gone here.
    if (this.outbox.deliver === this.deliver) this.outbox.connect(null);
    this.deliver = null;
    this.box.remove();
  }

  load() {
    this.ready = false;
    this.expect(() => this.complain(), READY_MS);
    this.trace("ask_page");
    this.frame.src = this.src;
  }

  /** A page has loaded in the frame; it has to say that it is ours before it gets anything. */
  greet() {
    this.ready = false;
    this.patience = RETRY_MS;
    this.expect(() => this.complain(), AFTER_LOAD_MS);
    this.trace("load_page");
    this.post({ type: "hello" });
  }

  /** Wait for nothing more. */
  rest() {
    clearTimeout(this.timer);
  }

  /** Have something done unless anything else happens before. */
  expect(action, delay) {
    this.rest();
    this.timer = setTimeout(action, delay);
  }

  complain() {
    this.giveUp(
      `The component at ${this.origin} does not answer. Check that it is running and that its ` +
        `setting GATEPOST_APPS lists ${location.origin}.`,
    );
  }

  /** Say why there is no page, and try again until there is one. */
  giveUp(reason) {
    this.text.textContent = `${reason} This page tries again by itself.`;
    this.show(false);
    this.expect(() => this.load(), this.patience);
    // A page that is slow to load, which this would start anew, is given longer each time.
    this.patience = Math.min(this.patience * 2, MAX_RETRY_MS);
  }

  hear(event) {
    const message = event.data;
    if (event.source !== this.frame.contentWindow || event.origin !== this.origin) return;
    if (typeof message !== "object" || message === null) return;
    if (message.gatepost !== VERSION) this.refuse(message.gatepost);
    else if (message.type === "ready") this.welcome();
    else if (message.type === "height") this.resize(message.height);
    else if (message.type === "trace") noteTold(this.page, message.step, message.values);
    else if (message.type === "event" && this.ready) this.take(message.name, message.data);
    else if (message.type === "handled" && this.ready) this.forgetCommand(message.seq);
  }

  take(name, data) {
    const event = this.outbox.add(name, data);
    if (event) this.trace("say", { seq: event.seq, name: event.name, origin: this.origin });
  }

  /** A page has handled a command; one that was never sent says nothing. */
  forgetCommand(number) {
    const command = this.props.commands.find(({ seq }) => seq === number);
    if (!command) return;
    this.outbox.note(number);
    this.trace("handle", { seq: number, name: command.name, origin: this.origin });
  }

  trace(step, values) {
    note(this.page, "host", step, values);
  }

  refuse(version) {
    if (typeof version !== "number" || this.ready === null) return;
    // Once for each load: a page that goes on speaking would put off the next try for ever.
    this.ready = null;
    this.giveUp(
      `The component at ${this.origin} is of another release (contract ${version}) than this app ` +
        `(contract ${VERSION}): deploy the same release of both.`,
    );
  }

  welcome() {
    this.ready = true;
    this.trace("ready", { origin: this.origin });
    this.rest();
    this.show(true);
    this.push();
  }

  push() {
    if (!this.ready) return;
    const commands = this.props.commands.filter(({ seq }) => seq > this.outbox.received);
    this.post({ type: "props", props: { ...this.props, commands }, theme: this.theme() });
  }

  theme() {
    const style = getComputedStyle(this.parent.host ?? this.parent);
    const read = (name) => [name, style.getPropertyValue(`--st-${name}`).trim()];
    return Object.fromEntries(THEME.map(read).filter(([, value]) => value));
  }

  resize(height) {
    if (typeof height !== "number" || !(height > 0)) return;
    this.frame.style.height = `${Math.min(height, MAX_HEIGHT)}px`;
  }

  show(page) {
    this.notice.hidden = page;
    this.frame.hidden = !page;
  }

  post(body) {
    this.frame.contentWindow?.postMessage({ gatepost: VERSION, ...body }, this.origin);
  }
}
