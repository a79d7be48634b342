/**
 * The steps that this page takes, for a view of the app that draws them.
 *
 * A record names a step and what was compared there; never the content of a message. The bridge
 * reports it to the host, which adds the time.
 */
export type Values = Readonly<Record<string, string | number>>;

// What our own routes report in `Server-Timing`: server/route.ts, gatepost_api/web/headers.py.
const SERVER = /\b(?<server>functions|provider);dur=(?<took>[\d.]+)/;
const TOKEN = /\btoken;dur=[\d.]+;desc="(?<algorithm>\w+) (?<key>[\w.~-]+)"/;

let report = (_step: string, _values: Values): void => {};

/** Report every step from now on. */
export function onStep(listener: typeof report): void {
  report = listener;
}

/** Record a step, as it is taken. */
export function trace(step: string, values: Values = {}): void {
  report(step, values);
}

/** Which server our route called, how long that took, and the key that verified the token. */
export function readTiming(response: Response): Values {
  const timing = response.headers.get("Server-Timing") ?? "";
  return { ...SERVER.exec(timing)?.groups, ...TOKEN.exec(timing)?.groups };
}
