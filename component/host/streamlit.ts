/**
 * Reads from Streamlit's page whether a run is in progress and whether its server is connected.
 *
 * Both are attributes made for Streamlit's own tests. In a release without them, the page counts as
 * never busy, and a server that is back goes unnoticed; nothing else changes.
 */
import { VERSION } from "../wire/contract.gen";

const STATE = "data-test-script-state";
const CONNECTION = "data-test-connection-state";
const IDLE = ["notRunning", "compilationError"];
const CONNECTED = "CONNECTED";
// Another run may follow at once, as with st.rerun and st.switch_page.
const SETTLE_MS = 50;
// A run begins some time after a click on a link, or after the server is back.
const LINK_MS = 1_000;
const PAGE_MS = 10_000;
const BACK_MS = 10_000;
// A run that has begun may never end.
const LONGEST_RUN_MS = 30_000;

const WATCH = Symbol.for(`gatepost.watch.${VERSION}`);

interface Watch {
  timer: ReturnType<typeof setTimeout> | null;
  connection: string | undefined;
  /** Path of the view that a click has left, until the run that draws another has begun. */
  leaving: string | null;
  /** Clicks that are kept until the app has run; null while none are. */
  clicks: { target: EventTarget; again: MouseEvent }[] | null;
}

declare global {
  interface Window {
    [WATCH]?: Watch;
  }
}

const read = (name: string) => document.querySelector(`[${name}]`)?.getAttribute(name) ?? undefined;

/** Whether part of a run may not have arrived yet, or the server can receive nothing now. */
export const isBusy = (): boolean => (window[WATCH]?.timer ?? null) !== null || isRunning();

function isRunning(): boolean {
  const [state, connection] = [read(STATE), read(CONNECTION)];
  return (
    (state !== undefined && !IDLE.includes(state)) ||
    (connection !== undefined && connection !== CONNECTED)
  );
}

/** Whether a click shows another view of the app in this tab. */
const opensHere = (link: HTMLAnchorElement, { ctrlKey, metaKey, shiftKey }: MouseEvent) =>
  link.origin === location.origin && !link.target && !ctrlKey && !metaKey && !shiftKey;

/** Call `onIdle` whenever Streamlit is no longer busy, and `onBack` when its server is back. */
export function watch(onIdle: () => void, onBack: () => void): void {
  if (window[WATCH]) return; // by another copy of this script
  const state: Watch = { timer: null, connection: read(CONNECTION), leaving: null, clicks: null };
  window[WATCH] = state;
  const repeatClicks = () => {
    const clicks = state.clicks ?? [];
    state.clicks = null;
    for (const { target, again } of clicks)
      if ((target as Node).isConnected) target.dispatchEvent(again);
  };
  const settle = () => {
    state.timer = null;
    state.leaving = null;
    if (isRunning()) return;
    onIdle();
    repeatClicks();
  };
  const wait = (delay: number) => {
    clearTimeout(state.timer ?? undefined);
    state.timer = setTimeout(settle, delay);
  };
  const observe = () => {
    const before = state.connection;
    state.connection = read(CONNECTION);
    const isBack = before && before !== state.connection && state.connection === CONNECTED;
    if (isBack) {
      state.clicks = [];
      // Until the fragments were drawn, a server that has restarted drops the clicks in them.
      setTimeout(() => isRunning() || repeatClicks(), BACK_MS);
      setTimeout(repeatClicks, LONGEST_RUN_MS);
      onBack();
    }
    // The end of a run that was in progress at the click. What the view left behind sends before
    // the other's run has begun takes its place: Streamlit draws neither, or the wrong one.
    if (!isBack && state.leaving === location.pathname) return;
    wait(isBack ? BACK_MS : SETTLE_MS);
  };
  const handleClick = (event: MouseEvent) => {
    // Also within a shadow root, where components are.
    const [target] = event.composedPath() as [Element];
    // A server that has restarted knows no fragment yet, and drops clicks in one.
    if (state.clicks && event.isTrusted) {
      state.clicks.push({ target, again: new MouseEvent("click", event) });
      event.stopImmediatePropagation();
      event.preventDefault();
      return;
    }
    const link = target.closest?.<HTMLAnchorElement>("a[href]");
    if (!link) return;
    const isLeft = opensHere(link, event) && link.pathname !== location.pathname;
    state.leaving = isLeft ? location.pathname : null;
    wait(isLeft ? PAGE_MS : LINK_MS);
  };
  const options = { attributes: true, attributeFilter: [STATE, CONNECTION], subtree: true };
  new MutationObserver(observe).observe(document.documentElement, options);
  addEventListener("click", handleClick, true);
  addEventListener("popstate", () => wait(LINK_MS));
}
