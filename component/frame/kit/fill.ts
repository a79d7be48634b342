/** The pages' texts, with words and numbers in place of their `{names}`. */

/** Split a text at its `{names}` and put each value in unchanged: no character of it is special. */
export function pieces<Value>(
  text: string,
  values: Readonly<Record<string, Value>>,
): (string | Value)[] {
  return text
    .split(/\{(\w+)\}/)
    .map((piece, index) => (index % 2 === 0 ? piece : (values[piece] ?? "")));
}

/** A text with its values in place; numbers as they are written in `locale`. */
export function fill(
  text: string,
  values: Readonly<Record<string, number | string>>,
  locale?: string,
): string {
  const numbers = new Intl.NumberFormat(locale);
  const asWritten = (piece: number | string) =>
    typeof piece === "number" ? numbers.format(piece) : piece;
  return pieces(text, values).map(asWritten).join("");
}
