/** @jsxImportSource preact */
/** What every framed page has: the element it fills, its list of apps, its height, its buttons. */
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

interface ButtonProps {
  text: string;
  action: (event: MouseEvent) => void;
  primary?: boolean | undefined;
  /** Whether a click does nothing now. */
  isBusy?: boolean;
}

export const Button = ({ text, action, primary, isBusy = false }: ButtonProps) => (
  <button
    type="button"
    class={primary ? "primary" : ""}
    aria-disabled={isBusy}
    onClick={isBusy ? undefined : action}
  >
    {text}
  </button>
);
