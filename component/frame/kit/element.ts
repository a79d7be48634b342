/** The element that a framed page fills: its list of apps and its height. */
import type { Apps } from "./bridge";

const element = document.getElementById("page");
if (!element) throw new Error("The page has no element with the id page");

/** The element that a page fills. */
export const root = element;

/** The registered apps, as the server wrote them into this page. */
export const readApps = (): Apps => JSON.parse(root.dataset.apps ?? "{}") as Apps;

/** Ask the host for the height that this page needs, now and whenever it changes. */
export function followHeight(bridge: { resize(height: number): void }): void {
  new ResizeObserver(() => bridge.resize(root.getBoundingClientRect().height)).observe(root);
}
