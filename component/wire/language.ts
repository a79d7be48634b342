/** Which of the languages that there are texts in somebody gets. */

/**
 * The first wanted language that `known` has, by its primary subtag (RFC 5646, section 2.2.1);
 * English if there is none.
 *
 * @param wanted Language tags, the preferred first.
 */
export const chooseLanguage = <Language extends string>(
  known: Readonly<Record<Language, unknown>>,
  wanted: readonly string[],
): Language | "en" =>
  wanted
    .map((tag) => tag.split("-")[0] as Language)
    .find((language) => Object.hasOwn(known, language)) ?? "en";
