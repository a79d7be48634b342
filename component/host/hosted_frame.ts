/**
 * A frame with a page of the component: the only place that exchanges messages with the page.
 *
 * It receives from exactly one window and one origin and posts to exactly that origin: a frame that
 * was navigated elsewhere gets nothing, and its messages are ignored.
 */
import { VERSION } from "../wire/contract.gen";
import type { Channel, FrameHost } from "./channel";
import { write } from "./language";
import { createElements, type Elements, findReason } from "./notice";
import { trace, traceFrame } from "./trace";

export interface Shown {
  page: string;
  src: string;
  title: string;
  /** Whether the page is the app's own, not the component's. */
  own: boolean;
  /** What the page may ask its server for before it has the app's hello; no secret. */
  ahead?: string | null;
}

const READY_MS = 3_000;
const AFTER_LOAD_MS = 1_200;
const RETRY_MS = 5_000;
const MAX_RETRY_MS = 30_000;
const MAX_HEIGHT = 2_000;
const THEME = [
  "background-color",
  "secondary-background-color",
  "text-color",
  "primary-color",
  "border-color",
  "widget-border-color",
  "red-text-color",
  "font",
  "base-font-size",
  "base-radius",
  "button-radius",
];

export class HostedFrame implements FrameHost {
  #channel: Channel | null = null;
  #shown: Shown;
  readonly #parent: Element;
  readonly #src: string;
  readonly #origin: string;
  readonly #elements: Elements;
  readonly #onDestroy: () => void;
  readonly #watch = new MutationObserver(() => this.sendProps());
  #hasLoaded = false;
  #ready: boolean | null = false; // null if the page is of another release
  #patience = RETRY_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #cleanUp: (() => void) | null = null;
  #forbidden: string | null = null; // the directive of the page's policy that blocks the frame
  #hasReported = false;

  constructor(
    parent: Element,
    shown: Shown,
    onDestroy: () => void,
    readonly isHidden = false,
  ) {
    this.#parent = parent;
    this.#shown = shown;
    const address = new URL(shown.src);
    // The page's policy then lets nobody embed it but this app, and who may embed this app.
    address.searchParams.set("app", location.origin);
    this.#src = address.href;
    this.#origin = address.origin;
    this.#onDestroy = onDestroy;
    this.#elements = createElements(shown.title);
    this.#elements.box.hidden = isHidden;
    this.#elements.frame.addEventListener("load", () => this.#handleLoad());
    this.#elements.retry.addEventListener("click", () => {
      this.#elements.text.textContent = write("trying", { origin: this.#origin });
      this.#load();
    });
    document.addEventListener("securitypolicyviolation", this.#handleViolation);
    window.addEventListener("message", this.#receive);
    this.#watch.observe(document.documentElement, { attributeFilter: ["style", "class"] });
    this.#trace("draw", { origin: this.#origin });
    this.#load();
    // Only after #load(): otherwise about:blank, which has the app's origin, would come first.
    parent.append(this.#elements.box);
  }

  /** Called on every render; returns that render's cleanup function. */
  render(shown: Shown): () => void {
    this.#shown = shown;
    const cleanUp = () => {
      // Streamlit also cleans up a render that a newer one has replaced.
      if (this.#cleanUp === cleanUp) this.destroy();
    };
    this.#cleanUp = cleanUp;
    return cleanUp;
  }

  /** Exchange messages for this channel from now on. */
  connect(channel: Channel): void {
    const isFirst = this.#channel === null;
    this.#channel = channel;
    channel.attach(this);
    if (isFirst && this.#hasLoaded) this.#sendHello();
  }

  destroy(): void {
    window.removeEventListener("message", this.#receive);
    document.removeEventListener("securitypolicyviolation", this.#handleViolation);
    this.#watch.disconnect();
    clearTimeout(this.#timer);
    this.#cleanUp = null;
    this.#onDestroy();
    this.#channel?.detach(this);
    this.#elements.box.remove();
  }

  #load(): void {
    this.#hasLoaded = this.#ready = false;
    this.#forbidden = null;
    this.#schedule(() => this.#reportMissing(), READY_MS);
    this.#trace("ask_page");
    this.#elements.frame.name = this.#shown.ahead ?? "";
    this.#elements.frame.src = this.#src;
  }

  #handleLoad(): void {
    this.#hasLoaded = true;
    this.#ready = false;
    this.#trace("load_page");
    if (this.#channel) this.#sendHello();
  }

  /** A page has loaded in the frame; it has to identify itself as ours before it gets anything. */
  #sendHello(): void {
    this.#patience = RETRY_MS;
    this.#schedule(() => this.#reportMissing(), AFTER_LOAD_MS);
    this.#post({ type: "hello" });
  }

  /** Do something later, in place of what was scheduled before. */
  #schedule(work: () => void, delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(work, delay);
  }

  /** The policy of the app's page has blocked something; it matters if that is the component. */
  readonly #handleViolation = (violation: SecurityPolicyViolationEvent) => {
    if (`${violation.blockedURI}/`.startsWith(`${this.#origin}/`))
      this.#forbidden = violation.effectiveDirective;
  };

  #reportMissing(): void {
    // Without a channel the page was not asked yet; the app may still send the channel's script.
    if (this.#channel || !this.#hasLoaded)
      this.#fail(findReason(this.#shown, this.#origin, this.#forbidden));
  }

  /** Show why there is no page, and retry until there is one. */
  #fail(reason: string): void {
    this.#elements.text.textContent = write("failed", { reason });
    this.#show(false);
    // Python waits for a first answer of the sign-in.
    const outbox = this.#channel?.outbox;
    if (outbox?.isSignIn && !this.#hasReported) outbox.addError("component_unavailable", reason);
    this.#hasReported = Boolean(outbox);
    this.#schedule(() => this.#load(), this.#patience);
    // A retry makes a slow page start loading again, so each one waits longer.
    this.#patience = Math.min(this.#patience * 2, MAX_RETRY_MS);
  }

  readonly #receive = (event: MessageEvent) => {
    const { contentWindow } = this.#elements.frame;
    const channel = this.#channel;
    if (event.source !== contentWindow || event.origin !== this.#origin || !channel) return;
    if (typeof event.data !== "object" || event.data === null) return;
    const message = event.data as Record<string, unknown>;
    if (message.gatepost !== VERSION) this.#rejectVersion(message.gatepost);
    else if (message.type === "ready") this.#handleReady();
    else if (message.type === "height") this.#resize(message.height);
    else if (message.type === "trace") traceFrame(this.#shown.page, message);
    else if (message.type === "event" && this.#ready) this.#keep(channel, message);
    else if (message.type === "handled" && this.#ready)
      channel.acknowledgeCommand(message.seq, this.#origin);
  };

  #keep(channel: Channel, { name, data, person }: Record<string, unknown>): void {
    const kept = channel.outbox.add(name, data, person);
    if (kept) this.#trace("emit", { seq: kept.seq, name: kept.name, origin: this.#origin });
  }

  #rejectVersion(version: unknown): void {
    if (typeof version !== "number" || this.#ready === null) return;
    // Once for each load: a page that keeps sending would put off the next retry forever.
    this.#ready = null;
    const what = write(this.#shown.own ? "page" : "component");
    this.#fail(write("release", { what, origin: this.#origin, theirs: version, ours: VERSION }));
  }

  #handleReady(): void {
    this.#ready = true;
    this.#hasReported = false;
    this.#trace("ready", { origin: this.#origin });
    clearTimeout(this.#timer);
    this.#show(true);
    this.sendProps();
  }

  sendProps(): void {
    const props = this.#ready && this.#channel?.props;
    if (props) this.#post({ type: "props", props, theme: this.#readTheme() });
  }

  #readTheme(): Record<string, string> {
    const style = getComputedStyle((this.#parent as Partial<ShadowRoot>).host ?? this.#parent);
    const read = (name: string) => [name, style.getPropertyValue(`--st-${name}`).trim()] as const;
    return Object.fromEntries(THEME.map(read).filter(([, value]) => value));
  }

  #resize(height: unknown): void {
    if (typeof height !== "number" || !(height > 0)) return;
    this.#elements.frame.style.height = `${Math.min(height, MAX_HEIGHT)}px`;
  }

  #show(page: boolean): void {
    this.#elements.notice.hidden = page;
    this.#elements.frame.hidden = !page;
  }

  #trace(step: string, values?: Record<string, unknown>): void {
    trace(this.#shown.page, "host", step, values);
  }

  #post(body: Record<string, unknown>): void {
    const message = { gatepost: VERSION, ...body };
    this.#elements.frame.contentWindow?.postMessage(message, this.#origin);
  }
}
