/**
 * What Streamlit's page shows of itself: whether a run goes on, and whether its server is there.
 *
 * Both stand in attributes for Streamlit's own tests. A release without them loses what follows
 * from them here, no more: then it is never busy, and nobody notices that its server is back.
 */
import { VERSION } from "./version.js";

const STATE = "data-test-script-state";
const CONNECTION = "data-test-connection-state";
const IDLE = ["notRunning", "compilationError"];
const CONNECTED = "CONNECTED";
// One run may follow the other at once, as with st.rerun and st.switch_page.
const SETTLE_MS = 50;
// A run that was asked for takes its time to begin: by a click on a link to a page, or for a
// server that is back.
const LINK_MS = 1_000;
const BACK_MS = 5_000;

const WATCH = Symbol.for(`gatepost.watch.${VERSION}`);

const read = (name) => document.querySelector(`[${name}]`)?.getAttribute(name);

/** Whether the browser may not have got all of a run yet, or the server gets nothing now. */
export const isBusy = () => window[WATCH].timer !== null || isRunning();

function isRunning() {
  const [state, connection] = [read(STATE), read(CONNECTION)];
  return (
    (state !== undefined && !IDLE.includes(state)) ||
    (connection !== undefined && connection !== CONNECTED)
  );
}

/** Have `onIdle` called when it is not busy any more, and `onBack` when its server is back. */
export function watch(onIdle, onBack) {
  if (window[WATCH]) return; // by another copy of this script
  const state = { timer: null, connection: read(CONNECTION), clicks: null };
  window[WATCH] = state;
  const clickAgain = () => {
    const clicks = state.clicks ?? [];
    state.clicks = null;
    for (const { target, again } of clicks) if (target.isConnected) target.dispatchEvent(again);
  };
  const rest = () => {
    state.timer = null;
    if (isRunning()) return;
    onIdle();
    clickAgain();
  };
  const wait = (delay) => {
    clearTimeout(state.timer);
    state.timer = setTimeout(rest, delay);
  };
  const look = () => {
    const before = state.connection;
    state.connection = read(CONNECTION);
    const isBack = before && before !== state.connection && state.connection === CONNECTED;
    if (isBack) {
      state.clicks = [];
      setTimeout(clickAgain, BACK_MS); // a run may never end
      onBack();
    }
    wait(isBack ? BACK_MS : SETTLE_MS);
  };
  const keep = (event) => {
    const [target] = event.composedPath(); // also within a shadow root, where components are
    // A server that has started again knows no fragment yet, and drops what is clicked in one.
    if (state.clicks && event.isTrusted) {
      state.clicks.push({ target, again: new MouseEvent("click", event) });
      event.stopImmediatePropagation();
      event.preventDefault();
    } else if (target.closest?.("a[href]")) wait(LINK_MS);
  };
  const options = { attributes: true, attributeFilter: [STATE, CONNECTION], subtree: true };
  new MutationObserver(look).observe(document.documentElement, options);
  addEventListener("click", keep, true);
  addEventListener("popstate", () => wait(LINK_MS));
}
