/**
 * The steps taken in this page, the first and the latest of each kind, for a view that draws them.
 *
 * A record names a step and what was compared there; it never holds the content of a message.
 */
import { asJson } from "./json";

type Values = Record<string, unknown>;

interface Step {
  page: string;
  by: string; // who reports it
  step: string;
  at: number; // milliseconds since 1970
  values: Values;
}

const MAX_KINDS = 200;
const MAX_OF_A_KIND = 20;
const FIRST = 5;
const MAX_CHARACTERS = 400;
const TRACE = Symbol.for("gatepost.trace");
// Added to equal timestamps, in milliseconds, so that steps keep their order.
const TICK = 0.001;

declare global {
  interface Window {
    /** By source, then by kind of step. */
    [TRACE]?: Map<string, Map<string, Step[]>>;
  }
}

window[TRACE] ??= new Map();
const sources = window[TRACE];
let last = 0;

/** Record a step that was taken. */
export function trace(page: string, by: string, step: string, values: Values = {}): void {
  const source = JSON.stringify([page, by]);
  const kinds = sources.get(source) ?? new Map<string, Step[]>();
  sources.set(source, kinds);
  const kind = JSON.stringify([step, values.name]);
  const kept = kinds.get(kind) ?? [];
  last = Math.max(performance.timeOrigin + performance.now(), last + TICK);
  kept.push({ page, by, step, at: last, values });
  if (kept.length > MAX_OF_A_KIND) kept.splice(FIRST, 1);
  if (kinds.size < MAX_KINDS) kinds.set(kind, kept);
  window.dispatchEvent(new Event("gatepost:trace"));
}

/** Record a step that a frame reports, if it is small; none of it can be verified. */
export function traceFrame(page: string, step: unknown, values: unknown): void {
  const text = asJson({ step, values });
  if (text === null || text.length > MAX_CHARACTERS) return;
  const reported = JSON.parse(text) as { step?: unknown; values?: Values | null };
  if (typeof reported.step === "string") trace(page, "frame", reported.step, reported.values ?? {});
}

/** Forget the steps of a page: another Python session counts from 1 again. */
export function forgetTrace(page: string): void {
  for (const by of ["host", "frame"]) sources.delete(JSON.stringify([page, by]));
}
