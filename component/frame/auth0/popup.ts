/** The sign-in windows: opened in the click; they answer on this page's own origin only. */
import { match, object, only, record } from "../../wire/shape";

const FEATURES = "popup,width=425,height=600";
const WATCH_MS = 300;
/** Each has a request of its own, and any of them may end the sign-in. */
const MOST_WINDOWS = 3;

const callback = object({ type: only("callback"), params: record });

export type Params = Readonly<Record<string, string>>;

export interface Listener {
  /** The provider's answer, for the state that was asked. */
  answer(params: Params): void;
  /** The newest window looks closed. One that a policy cuts off from this page looks so too. */
  closed(): void;
}

interface Opened extends Listener {
  window: Window;
  state: string;
}

/** Open a window; call it in the click itself. Null for one that is blocked, or cut off from here. */
export const openWindow = (url: string): Window | null => window.open(url, "_blank", FEATURES);

export class Popups {
  /** Oldest first. */
  #opened: Opened[] = [];
  #watch: ReturnType<typeof setInterval> | undefined;

  constructor() {
    addEventListener("message", (event) => this.#receive(event));
  }

  /** Open one more; call it in the click itself. False when none can be reached. */
  open(url: string, state: string, listener: Listener): boolean {
    const popup = openWindow(url);
    if (!popup) return false;
    this.#opened = [...this.#opened.slice(1 - MOST_WINDOWS), { window: popup, state, ...listener }];
    clearInterval(this.#watch);
    this.#watch = setInterval(() => {
      if (!popup.closed) return;
      clearInterval(this.#watch);
      listener.closed(); // and go on listening: the answer may still come
    }, WATCH_MS);
    return true;
  }

  /** Accept no answer of the windows that are open. */
  forget(): void {
    clearInterval(this.#watch);
    this.#opened = [];
  }

  /** Bring the newest window to the front. */
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
