/**
 * The last command that was handled, kept beyond the life of a page.
 *
 * A page may be reloaded, or removed with its view, before the host has received its acknowledgement.
 * The tab's session storage remembers it, for each Python session that sent commands.
 */
const key = (session: string) => `gatepost.handled.${session}`;

/** The number of the last command that was handled; 0 for none, or if nothing can be kept. */
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
    // The host receives the acknowledgement all the same, unless the page dies at this moment.
  }
}
