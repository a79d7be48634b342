/** Text from outside as one line that is safe to show: a name, an e-mail address, a reason. */

const HALVES = /\p{Surrogate}/gu;
const GAPS = /[\s\p{Cc}]+/gu;
/** Marks that turn the direction of the text around them. */
const TURNS = /\p{Bidi_Control}/gu;
/** Nothing to see, such as a zero-width space. */
const UNSEEN = /^[\s\p{Default_Ignorable_Code_Point}]*$/u;

/** A value as one line of text, or null if it is not text or has nothing visible. */
export function asLine(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const line = value.replace(HALVES, "\ufffd").replace(TURNS, "").replace(GAPS, " ").trim();
  return UNSEEN.test(line) ? null : line;
}

/** A line of at most `most` characters, not UTF-16 units. */
export function cut(line: string | null, most: number): string | null {
  const characters = Array.from(line ?? "");
  if (characters.length <= most) return line;
  return `${characters
    .slice(0, most - 1)
    .join("")
    .trimEnd()}…`;
}

/** Any JSON without halves of characters, which no other tier can read. */
export function wellFormed(value: unknown): unknown {
  if (typeof value === "string") return value.replace(HALVES, "\ufffd");
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name.replace(HALVES, "\ufffd"), wellFormed(one)]),
  );
}

/** The end of a sentence: a reason in quotation marks, if there is one; it may have its own stop. */
export function because(quoted: string | null): string {
  if (quoted === null) return ".";
  return /[.!?].$/u.test(quoted) ? quoted : `${quoted}.`;
}
