/** The sign-in windows: opened by a click; they answer from this page's own origin only. */
import { match, object, only, record } from "../../wire/shape";

const FEATURES = "popup,width=425,height=600";
const WATCH_MS = 300;
/** Each has its own request, and any of them may complete the sign-in. */
const MOST_WINDOWS = 3;

const callback = object({ type: only("callback"), params: record });

export type Params = Readonly<Record<string, string>>;

export interface Listener {
  /** The provider's answer to the request with that state. */
  answer(params: Params): void;
  /** The latest window looks closed, as does one that a policy cuts off from this page. */
  closed(): void;
}

interface Opened extends Listener {
  window: Window;
  state: string;
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

  /** Open one more; call it from a click handler. False if it can't be reached. */
  open(url: string, state: string, listener: Listener): boolean {
    const popup = openWindow(url);
    if (!popup) return false;
    this.#opened = [...this.#opened.slice(1 - MOST_WINDOWS), { window: popup, state, ...listener }];
    clearInterval(this.#watch);
    this.#watch = setInterval(() => {
      if (!popup.closed) return;
      clearInterval(this.#watch);
      listener.closed(); // but keep listening: the answer may still come
    }, WATCH_MS);
    return true;
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
    const sent = origin === location.origin ? match(callback, data) : null;
    if (!sent) return;
    const texts = Object.entries(sent.params).filter(([, value]) => typeof value === "string");
    const params = Object.fromEntries(texts) as Params;
    const one = this.#opened.find(({ window }) => window === source);
    if (one && params.state !== one.state) return;
    const type = one ? "callback:received" : "callback:dropped";
    (source as Window | null)?.postMessage({ type }, location.origin);
    if (!one) return;
    this.forget();
    one.answer(params);
  }
}
