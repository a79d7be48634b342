/**
 * What passed in this page, for a view that draws it: of each kind of step the first and the newest.
 *
 * A record names a step and what was compared there; it never holds what was in a message.
 */
import { asJson } from "./outbox.js";

const MAX_KINDS = 200;
const MAX_OF_A_KIND = 20;
const FIRST = 5;
const MAX_CHARACTERS = 400;
const TRACE = Symbol.for("gatepost.trace");
// Milliseconds by which a step is later than the one before, where the clock tells no difference.
const TICK = 0.001;
window[TRACE] ??= new Map();
let last = 0;

/** Note a step that was taken; `by` is who says so. */
export function note(page, by, step, values = {}) {
  const source = JSON.stringify([page, by]);
  if (!window[TRACE].has(source)) window[TRACE].set(source, new Map());
  const kinds = window[TRACE].get(source);
  const kind = JSON.stringify([step, values.name]);
  const kept = kinds.get(kind) ?? [];
  last = Math.max(performance.timeOrigin + performance.now(), last + TICK); // since 1970
  kept.push({ page, by, step, at: last, values });
  if (kept.length > MAX_OF_A_KIND) kept.splice(FIRST, 1);
  if (kinds.size < MAX_KINDS) kinds.set(kind, kept);
  window.dispatchEvent(new Event("gatepost:trace"));
}

/** Note what a frame tells: its own word, and little of it. */
export function noteTold(page, step, values) {
  const text = asJson({ step, values });
  if (!(text?.length <= MAX_CHARACTERS)) return;
  const told = JSON.parse(text);
  if (typeof told.step === "string") note(page, "frame", told.step, told.values ?? {});
}

/** Forget what passed for a page: another Python session counts from 1 again. */
export function forget(page) {
  for (const by of ["host", "frame"]) window[TRACE].delete(JSON.stringify([page, by]));
}
