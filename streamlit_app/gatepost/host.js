/**
 * The host: a Components v2 component that makes the remote frame and speaks to it.
 *
 * It hears exactly one window and one origin and posts to exactly that origin, so a frame that
 * was navigated elsewhere gets nothing and is not heard. It runs in the app's own page and holds
 * no secret.
 */
const VERSION = 1;
const READY_MS = 3_000;
const AFTER_LOAD_MS = 1_200;
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
const hosts = new WeakMap();

export default function mount({ data, parentElement, setTriggerValue }) {
  let host = hosts.get(parentElement);
  if (!host) {
    host = new Host(parentElement, data.src, data.title);
    hosts.set(parentElement, host);
  }
  host.update(data.props, (outbox) => setTriggerValue("outbox", outbox));
  return () => {
    host.destroy();
    hosts.delete(parentElement);
  };
}

class Host {
  constructor(parent, src, title) {
    this.parent = parent;
    this.src = src;
    this.origin = new URL(src).origin;
    this.ready = false;
    this.hear = this.hear.bind(this);
    this.build(title);
    window.addEventListener("message", this.hear);
    this.watch = new MutationObserver(() => this.push());
    this.watch.observe(document.documentElement, { attributeFilter: ["style", "class"] });
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
    retry.addEventListener("click", () => this.load());
    this.notice.append(this.text, retry);
    this.box = document.createElement("div");
    this.box.append(style, this.notice, this.frame);
  }

  /** Take over the props of a new drawing. */
  update(props, deliver) {
    this.props = props;
    this.deliver = deliver;
    this.push();
  }

  destroy() {
    window.removeEventListener("message", this.hear);
    this.watch.disconnect();
    clearTimeout(this.timer);
    this.box.remove();
  }

  load() {
    this.say("");
    this.expectReady(READY_MS);
    this.frame.src = this.src;
  }

  /** A page has loaded in the frame; it has to say that it is ours before it gets anything. */
  greet() {
    this.ready = false;
    this.expectReady(AFTER_LOAD_MS);
    this.post({ type: "hello" });
  }

  expectReady(delay) {
    this.ready = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.say(
        `The component at ${this.origin} does not answer. Check that it is running and that its ` +
          `setting GATEPOST_APPS lists ${location.origin}, then try again.`,
      );
    }, delay);
  }

  hear(event) {
    const message = event.data;
    if (event.source !== this.frame.contentWindow || event.origin !== this.origin) return;
    if (typeof message !== "object" || message === null) return;
    if (message.gatepost !== VERSION) this.refuse(message.gatepost);
    else if (message.type === "ready") this.welcome();
    else if (message.type === "height") this.resize(Number(message.height));
    else if (message.type === "outbox" && this.ready) this.deliver?.(message.outbox);
  }

  refuse(version) {
    if (typeof version !== "number") return;
    clearTimeout(this.timer);
    this.say(
      `The component at ${this.origin} is of another release (contract ${version}) than this app ` +
        `(contract ${VERSION}). Deploy the same release of both, then try again.`,
    );
  }

  welcome() {
    this.ready = true;
    clearTimeout(this.timer);
    this.say("");
    this.push();
  }

  push() {
    if (this.ready) this.post({ type: "props", props: this.props, theme: this.theme() });
  }

  theme() {
    const style = getComputedStyle(this.parent.host ?? this.parent);
    const read = (name) => [name, style.getPropertyValue(`--st-${name}`).trim()];
    return Object.fromEntries(THEME.map(read).filter(([, value]) => value));
  }

  resize(height) {
    if (height > 0) this.frame.style.height = `${Math.min(height, MAX_HEIGHT)}px`;
  }

  say(text) {
    this.text.textContent = text;
    this.notice.hidden = !text;
    this.frame.hidden = Boolean(text);
  }

  post(body) {
    this.frame.contentWindow?.postMessage({ gatepost: VERSION, ...body }, this.origin);
  }
}
