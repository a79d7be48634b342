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
const MAX_AGO_MS = 10_000;
const TRACE = Symbol.for("gatepost.trace");
const LAST = Symbol.for("gatepost.trace.last");
// Added to equal timestamps, in milliseconds, so that steps keep their order.
const TICK = 0.001;

declare global {
  interface Window {
    /** By source, then by kind of step. */
    [TRACE]?: Map<string, Map<string, Step[]>>;
    /** When the last step was recorded: by this script or by another, which has its own copy of this. */
    [LAST]?: number;
  }
}

window[TRACE] ??= new Map();
const sources = window[TRACE];

/** Record a step that was taken some milliseconds ago. */
export function trace(page: string, by: string, step: string, values: Values = {}, ago = 0): void {
  const source = JSON.stringify([page, by]);
  const kinds = sources.get(source) ?? new Map<string, Step[]>();
  sources.set(source, kinds);
  const kind = JSON.stringify([step, values.name]);
  const kept = kinds.get(kind) ?? [];
  const now = Math.max(performance.timeOrigin + performance.now(), (window[LAST] ?? 0) + TICK);
  window[LAST] = now;
  kept.push({ page, by, step, at: now - ago, values });
  if (kept.length > MAX_OF_A_KIND) kept.splice(FIRST, 1);
  if (kinds.size < MAX_KINDS) kinds.set(kind, kept);
  window.dispatchEvent(new Event("gatepost:trace"));
}

/**
 * Record a step that a frame reports, if it is small; none of it can be verified.
 *
 * @param report Its `ago` counts the milliseconds since a step from before the hello.
 */
export function traceFrame(page: string, { step, values, ago }: Record<string, unknown>): void {
  const text = asJson({ step, values });
  if (text === null || text.length > MAX_CHARACTERS) return;
  const reported = JSON.parse(text) as { step?: unknown; values?: Values | null };
  if (typeof reported.step !== "string") return;
  const known = typeof ago === "number" && ago >= 0 && ago < MAX_AGO_MS ? ago : 0;
  trace(page, "frame", reported.step, reported.values ?? {}, known);
}

/** Forget the steps of a page: another Python session counts from 1 again. */
export function forgetTrace(page: string): void {
  for (const by of ["host", "frame"]) sources.delete(JSON.stringify([page, by]));
}
