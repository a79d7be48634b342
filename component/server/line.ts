/** Text from outside as one line that is safe to show: a name, an e-mail address, a reason. */

const HALVES = /\p{Surrogate}/gu;
const GAPS = /[\s\p{Cc}]+/gu;
// Marks that turn the direction of the text around them.
const TURNS = /\p{Bidi_Control}/gu;
// Such as a zero-width space: a line of nothing else would be nothing to see.
const UNSEEN = /^[\s\p{Default_Ignorable_Code_Point}]*$/u;

/** A value as one line of text, or null where it is none or nothing of it can be seen. */
export function asLine(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const line = value.replace(HALVES, "\ufffd").replace(TURNS, "").replace(GAPS, " ").trim();
  return UNSEEN.test(line) ? null : line;
}

/** A line of at most so many characters of a person, not of UTF-16's units. */
export function cut(line: string | null, most: number): string | null {
  const characters = Array.from(line ?? "");
  if (characters.length <= most) return line;
  const kept = characters.slice(0, most - 1).join("");
  return `${kept.trimEnd()}…`;
}

/** How a sentence ends that the provider gives a reason for, or does not. */
export function because(reason: string | null): string {
  if (reason === null) return ".";
  return /[.!?]$/.test(reason) ? `: “${reason}”` : `: “${reason}”.`;
}
