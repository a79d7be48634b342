/** What the server writes for people, in the language that their browser asks for. */
import type { NextApiRequest } from "next";
import { chooseLanguage } from "../wire/language";
import { because } from "./line";
import de from "./messages/de.json";
import en from "./messages/en.json";

/** Each has every text of the English one: tsc names what is missing. */
const LANGUAGES = { en, de } satisfies Record<string, typeof en>;

export type Language = keyof typeof LANGUAGES;
export type TextName = keyof typeof en.errors;
export type Values = Readonly<Record<string, number | string | null>>;

/** A language range and its weight (RFC 9110, section 12.5.4). */
const RANGE =
  /^\s*(?<tag>[a-z]{1,8}(?:-[a-z0-9]{1,8})*)\s*(?:;\s*q=(?<weight>0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?\s*$/i;

/** The language of a request's answer; a malformed range does not count. */
export function languageOf({ headers }: Pick<NextApiRequest, "headers">): Language {
  const ranges = (headers["accept-language"] ?? "").split(",").flatMap((range) => {
    const { tag, weight } = RANGE.exec(range)?.groups ?? {};
    return tag ? [{ tag: tag.toLowerCase(), weight: Number(weight ?? 1) }] : [];
  });
  const wanted = ranges.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  return chooseLanguage(
    LANGUAGES,
    wanted.map(({ tag }) => tag),
  );
}

/** The texts of the pages in the windows of a sign-in. */
export const textsIn = (language: Language) => LANGUAGES[language];

/** A text with its values in place. */
export const fill = (text: string, values: Values): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));

/**
 * The sentences with these names.
 *
 * @param values What is in place of their `{names}`; a `reason` is quoted, or null for none.
 */
export function write(
  language: Language,
  names: readonly TextName[],
  { reason = null, ...values }: Values = {},
): string {
  const { errors, reason: quoted } = LANGUAGES[language];
  const given = { ...values, reason: because(reason === null ? null : fill(quoted, { reason })) };
  return names.map((name) => fill(errors[name], given)).join(" ");
}
