/**
 * The last command that was handled, kept beyond the life of a page.
 *
 * A page may be reloaded, or taken away with its view, before the host has heard what it handled. The
 * storage of its tab remembers, by the Python session that gave the commands.
 */
const key = (session: string) => `gatepost.handled.${session}`;

/** The number of the last command that was handled; 0 for none, or where nothing can be kept. */
export function readHandled(session: string): number {
  try {
    return Number(sessionStorage.getItem(key(session))) || 0;
  } catch {
    return 0;
  }
}

/** Remember a command; a browser that blocks all storage leaves it to the host. */
export function writeHandled(session: string, seq: number): void {
  try {
    sessionStorage.setItem(key(session), String(seq));
  } catch {
    // The host hears of it all the same, unless the page dies at this moment.
  }
}
