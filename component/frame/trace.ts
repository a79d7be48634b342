/**
 * What passes between this page and others, for whoever draws it in the app.
 *
 * A record names a step and what was compared there; never what was in a message. The bridge tells
 * it to the host, which notes the time.
 */
export type Values = Readonly<Record<string, string | number>>;

// What our own routes tell in `Server-Timing` (server/timing.ts, functions/timing.py).
const SERVER = /\b(?<server>functions|provider);dur=(?<took>[\d.]+)/;
const TOKEN = /\btoken;dur=[\d.]+;desc="(?<algorithm>\w+) (?<key>[\w.~-]+)"/;

let tell = (_step: string, _values: Values): void => {};

/** Have every step told from now on. */
export function onStep(listener: typeof tell): void {
  tell = listener;
}

/** Note a step, as it is taken. */
export function note(step: string, values: Values = {}): void {
  tell(step, values);
}

/** Which server a route of ours called for this answer, how long that took, and the key it checked with. */
export function readTiming(response: Response): Values {
  const told = response.headers.get("Server-Timing") ?? "";
  return { ...SERVER.exec(told)?.groups, ...TOKEN.exec(told)?.groups };
}
