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

/** Note a step that was taken; `by` is who says so. */
export function note(page, by, step, values = {}) {
  window[TRACE] ??= new Map();
  const kinds = window[TRACE];
  const kind = JSON.stringify([page, by, step, values.name]);
  const kept = kinds.get(kind) ?? [];
  const at = performance.timeOrigin + performance.now(); // milliseconds since 1970
  kept.push({ page, by, step, at, values });
  if (kept.length > MAX_OF_A_KIND) kept.splice(FIRST, 1);
  if (kinds.size < MAX_KINDS) kinds.set(kind, kept);
  window.dispatchEvent(new Event("gatepost:trace"));
}

/** Note what a frame tells: its own word, and little of it. */
export function noteTold(page, step, values) {
  const text = asJson({ step, values });
  if (text?.length <= MAX_CHARACTERS) note(page, "frame", step, JSON.parse(text).values);
}
