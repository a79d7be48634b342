/**
 * The host: a Components v2 component that makes the remote frame and speaks to it.
 *
 * It hears exactly one window and one origin and posts to exactly that origin, so a frame that
 * was navigated elsewhere gets nothing and is not heard. It runs in the app's own page and holds
 * no secret. Python sends `host.gen.js`, which `python3 dev.py contract` makes of this.
 */
import { CHANNELS, VERSION } from "./version.js";

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

const HOST = Symbol.for("gatepost.host");

/** Runs on every change of data and of the frame's place. */
export default function mount({ data, parentElement, setTriggerValue }) {
  const deliver = (envelope) => setTriggerValue("outbox", envelope);
  let cleanUp = null;
  let isGone = false;
  // Its channel comes with the script of the connection, which may load later.
  window[CHANNELS] ??= [];
  window[CHANNELS].push((open) => {
    if (!isGone) cleanUp = mountFrame(open(data), data, parentElement, deliver);
  });
  return () => {
    isGone = true;
    cleanUp?.();
  };
}

function mountFrame(channel, { src, title, person }, parentElement, deliver) {
  let host = parentElement[HOST];
  if (!(host instanceof Host)) {
    // One of the script from before a deployment, which nobody else cleans up.
    host?.destroy();
    host = parentElement[HOST] = new Host(channel, parentElement, src, title);
  }
  const disconnect = channel.connectApp(person, deliver);
  const cleanUp = host.drawIn(channel);
  return () => {
    disconnect();
    cleanUp();
  };
}

class Host {
  #channel;
  #parent;
  #src;
  #origin;
  #ready = false; // null for a page of another release
  #patience = RETRY_MS;
  #timer;
  #watch;
  #cleanUp;
  #box;
  #frame;
  #notice;
  #text;
  #forbidden; // the directive of the page's policy that keeps the frame away

  constructor(channel, parent, src, title) {
    this.#channel = channel;
    this.#parent = parent;
    this.#src = src;
    this.#origin = new URL(src).origin;
    this.#build(title);
    document.addEventListener("securitypolicyviolation", this.#blame);
    window.addEventListener("message", this.#hear);
    this.#watch = new MutationObserver(() => this.push());
    this.#watch.observe(document.documentElement, { attributeFilter: ["style", "class"] });
    channel.trace("draw", { origin: this.#origin });
    this.#load();
    // After load: an empty page must not come first, since it would be the app's own origin.
    this.#parent.append(this.#box);
  }

  /** It was drawn (again); gives what to do when this drawing is taken away. */
  drawIn(channel) {
    this.#channel = channel;
    channel.attach(this);
    const cleanUp = () => {
      // Streamlit also cleans up after a drawing that another one has overtaken.
      if (this.#cleanUp === cleanUp) this.destroy();
    };
    this.#cleanUp = cleanUp;
    return cleanUp;
  }

  #build(title) {
    const style = document.createElement("style");
    style.textContent = STYLE;
    this.#frame = document.createElement("iframe");
    this.#frame.title = title;
    this.#frame.referrerPolicy = "origin";
    this.#frame.setAttribute("sandbox", SANDBOX);
    this.#frame.setAttribute("allow", "");
    this.#frame.addEventListener("load", () => this.#greet());
    this.#notice = document.createElement("div");
    this.#notice.className = "notice";
    this.#notice.hidden = true;
    this.#notice.setAttribute("role", "alert");
    this.#text = document.createElement("p");
    const retry = document.createElement("button");
    retry.type = "button";
    retry.textContent = "Try again";
    retry.addEventListener("click", () => {
      this.#text.textContent = `Trying ${this.#origin} again …`;
      this.#load();
    });
    this.#notice.append(this.#text, retry);
    this.#box = document.createElement("div");
    this.#box.append(style, this.#notice, this.#frame);
  }

  destroy() {
    window.removeEventListener("message", this.#hear);
    document.removeEventListener("securitypolicyviolation", this.#blame);
    this.#watch.disconnect();
    this.#rest();
    this.#cleanUp = null;
    delete this.#parent[HOST];
    this.#channel.detach(this);
    this.#box.remove();
  }

  #load() {
    this.#ready = false;
    this.#forbidden = null;
    this.#expect(() => this.#complain(), READY_MS);
    this.#channel.trace("ask_page");
    this.#frame.src = this.#src;
  }

  /** A page has loaded in the frame; it has to say that it is ours before it gets anything. */
  #greet() {
    this.#ready = false;
    this.#patience = RETRY_MS;
    this.#expect(() => this.#complain(), AFTER_LOAD_MS);
    this.#channel.trace("load_page");
    this.#post({ type: "hello" });
  }

  /** Wait for nothing more. */
  #rest() {
    clearTimeout(this.#timer);
  }

  /** Have something done unless anything else happens before. */
  #expect(action, delay) {
    this.#rest();
    this.#timer = setTimeout(action, delay);
  }

  #complain() {
    const [forbidden, origin] = [this.#forbidden, this.#origin];
    if (forbidden)
      this.#giveUp(
        `This page's Content-Security-Policy forbids ${origin}: add it to ${forbidden}.`,
      );
    else if (isEmbedded())
      this.#giveUp(
        `This app is embedded in another site's page, where ${origin} is not shown. ` +
          `Open ${location.origin} in a tab of its own.`,
      );
    else
      this.#giveUp(
        `The component at ${origin} does not answer. Check that it is running and that its ` +
          `setting GATEPOST_APPS lists ${location.origin}.`,
      );
  }

  /** The policy of the app's page has refused something; it matters where that is the component. */
  #blame = ({ blockedURI, effectiveDirective }) => {
    if (`${blockedURI}/`.startsWith(`${this.#origin}/`)) this.#forbidden = effectiveDirective;
  };

  /** Say why there is no page, and try again until there is one. */
  #giveUp(reason) {
    this.#text.textContent = `${reason} This page tries again by itself.`;
    this.#show(false);
    this.#expect(() => this.#load(), this.#patience);
    // A page that is slow to load, which this would start anew, is given longer each time.
    this.#patience = Math.min(this.#patience * 2, MAX_RETRY_MS);
  }

  #hear = (event) => {
    const message = event.data;
    if (event.source !== this.#frame.contentWindow || event.origin !== this.#origin) return;
    if (typeof message !== "object" || message === null) return;
    if (message.gatepost !== VERSION) this.#refuse(message.gatepost);
    else if (message.type === "ready") this.#welcome();
    else if (message.type === "height") this.#resize(message.height);
    else if (message.type === "trace") this.#channel.noteTold(message);
    else if (message.type === "event" && this.#ready) this.#channel.say(message, this.#origin);
    else if (message.type === "handled" && this.#ready)
      this.#channel.handle(message.seq, this.#origin);
  };

  #refuse(version) {
    if (typeof version !== "number" || this.#ready === null) return;
    // Once for each load: a page that goes on speaking would put off the next try for ever.
    this.#ready = null;
    this.#giveUp(
      `The component at ${this.#origin} is of another release (contract ${version}) than this app ` +
        `(contract ${VERSION}): deploy the same release of both.`,
    );
  }

  #welcome() {
    this.#ready = true;
    this.#channel.trace("ready", { origin: this.#origin });
    this.#rest();
    this.#show(true);
    this.push();
  }

  push() {
    if (!this.#ready) return;
    const props = this.#channel.wanted;
    if (props) this.#post({ type: "props", props, theme: this.#theme() });
  }

  #theme() {
    const style = getComputedStyle(this.#parent.host ?? this.#parent);
    const read = (name) => [name, style.getPropertyValue(`--st-${name}`).trim()];
    return Object.fromEntries(THEME.map(read).filter(([, value]) => value));
  }

  #resize(height) {
    if (typeof height !== "number" || !(height > 0)) return;
    this.#frame.style.height = `${Math.min(height, MAX_HEIGHT)}px`;
  }

  #show(page) {
    this.#notice.hidden = page;
    this.#frame.hidden = !page;
  }

  #post(body) {
    this.#frame.contentWindow?.postMessage({ gatepost: VERSION, ...body }, this.#origin);
  }
}

/** Whether another site's page is around the app; Community Cloud puts one of its own around it. */
function isEmbedded() {
  try {
    return window.top.location.origin !== location.origin;
  } catch {
    return true; // only of another origin can't it be read
  }
}
