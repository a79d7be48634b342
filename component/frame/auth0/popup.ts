/**
 * The sign-in windows: opened by a click; they answer from this page's own origin only.
 *
 * A provider's page may cut its window off from this one for good (`Cross-Origin-Opener-Policy`).
 * Then another window, the relay, receives the answer: it stays on this page's origin, so it is
 * never cut off, and it opens the provider in a window of its own.
 */
import { match, object, only, optional, record } from "../../wire/shape";
import { isCutOff, rememberCutOff } from "./cut_off";

const FEATURES = "popup,width=425,height=600";
const WATCH_MS = 300;
/** Each has its own request, and any of them may complete the sign-in. */
const MOST_WINDOWS = 3;
const RELAY = "/api/auth/relay";
const CALLBACK = "/api/auth/callback";

const callback = object({ type: only("callback"), params: record, cut: optional(only(true)) });
const ready = object({ type: only("relay:ready") });

export type Params = Readonly<Record<string, string>>;

/** Where a window leads, and how its answer is recognised. */
interface Request {
  readonly authorizeUrl: string;
  readonly state: string;
}

export interface Listener {
  /** The provider's answer to the request with that state. */
  answer(params: Params): void;
  /** The latest window looks closed, as does one that a policy cuts off from this page. */
  closed(): void;
}

interface Opened extends Listener {
  window: Window;
  request: Request;
  isRelay: boolean;
}

/** Open a window; call it from a click handler. Null if it is blocked or cut off from here. */
export const openWindow = (url: string): Window | null => window.open(url, "_blank", FEATURES);

export class Popups {
  /** Oldest first. */
  #opened: Opened[] = [];
  #watch: ReturnType<typeof setInterval> | undefined;

  constructor() {
    addEventListener("message", (event) => this.#receive(event));
  }

  /**
   * Open one more; call it from a click handler. False if it can't be reached.
   *
   * @param isRelay Whether it is a relay; one also receives the answer that waits in a window that
   *   was cut off.
   */
  open(request: Request, listener: Listener, isRelay = isCutOff(request.authorizeUrl)): boolean {
    const popup = openWindow(isRelay ? RELAY : request.authorizeUrl);
    if (!popup) return false;
    const opened = { window: popup, request, isRelay, ...listener };
    this.#opened = [...this.#opened.slice(1 - MOST_WINDOWS), opened];
    clearInterval(this.#watch);
    this.#watch = setInterval(() => {
      if (hasLanded(popup)) popup.postMessage({ type: "callback:ask" }, location.origin);
      if (!popup.closed) return;
      clearInterval(this.#watch);
      listener.closed(); // but keep listening: the answer may still come
    }, WATCH_MS);
    return true;
  }

  /** Close the windows, as far as they can be reached, and accept no answer from them. */
  close(): void {
    for (const { window } of this.#opened) window.close();
    this.forget();
  }

  /** Accept no answer from the windows that are open. */
  forget(): void {
    clearInterval(this.#watch);
    this.#opened = [];
  }

  /** Bring the latest window to the front. */
  focus(): void {
    this.#opened.at(-1)?.window.focus();
  }

  #receive({ origin, source, data }: MessageEvent): void {
    if (origin !== location.origin) return;
    const one = this.#opened.find(({ window }) => window === source);
    if (one?.isRelay && match(ready, data)) {
      const { authorizeUrl: url, state } = one.request;
      one.window.postMessage({ type: "relay:start", url, state }, location.origin);
      return;
    }
    const sent = match(callback, data);
    if (!sent) return;
    const texts = Object.entries(sent.params).filter(([, value]) => typeof value === "string");
    const params = Object.fromEntries(texts) as Params;
    if (one && params.state !== one.request.state) return;
    const type = one ? "callback:received" : "callback:dropped";
    (source as Window | null)?.postMessage({ type }, location.origin);
    if (!one) return;
    this.forget();
    if (one.isRelay) rememberCutOff(one.request.authorizeUrl, sent.cut === true);
    one.answer(params);
  }
}

/**
 * Whether a window shows the callback page, which answers when it is asked: a browser or an extension
 * may have taken its opener away.
 */
function hasLanded(popup: Window): boolean {
  try {
    return popup.location.pathname === CALLBACK;
  } catch {
    return false; // it shows a page of another origin
  }
}
