/** The sign-in popup: opened in the click, heard only on this page's own origin. */

const FEATURES = "popup,width=425,height=600";
const WATCH_MS = 300;

// Kept out of the page's state: a login that is faster than the next drawing still closes it.
let current: { window: Window; forget: () => void } | null = null;

export type Params = Readonly<Record<string, string>>;

export interface Listener {
  /** The provider's answer, for the state that was asked. */
  answer(params: Params): void;
  /** The window looks closed. A provider that isolates its window makes an open one look so too. */
  closed(): void;
}

/** Open a window; call it in the click itself, or the browser blocks it. False when blocked. */
export function openPopup(url: string, state: string, listener: Listener): boolean {
  forgetPopup();
  const popup = window.open(url, "_blank", FEATURES);
  if (!popup) return false;
  const hear = (event: MessageEvent) => {
    if (event.origin !== location.origin || event.source !== popup) return;
    const params = readParams(event.data);
    if (params?.state !== state) return;
    popup.postMessage({ type: "callback:received" }, location.origin);
    forgetPopup();
    listener.answer(params);
  };
  const watch = setInterval(() => {
    if (!popup.closed) return;
    clearInterval(watch);
    listener.closed(); // and go on listening: the answer may still come
  }, WATCH_MS);
  addEventListener("message", hear);
  const forget = () => {
    clearInterval(watch);
    removeEventListener("message", hear);
  };
  current = { window: popup, forget };
  return true;
}

/** Stop listening to the last window. */
export function forgetPopup(): void {
  current?.forget();
  current = null;
}

/** Bring the open window to the front. */
export function focusPopup(): void {
  current?.window.focus();
}

function readParams(data: unknown): Params | null {
  if (typeof data !== "object" || data === null) return null;
  const { type, params } = data as { type?: unknown; params?: unknown };
  if (type !== "callback" || typeof params !== "object" || params === null) return null;
  const entries = Object.entries(params).filter(([, value]) => typeof value === "string");
  return Object.fromEntries(entries) as Params;
}
