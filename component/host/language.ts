/** The host's few texts, in the browser's language; the script has all of them. */
import { chooseLanguage } from "../wire/language";
import de from "./messages/de.json";
import en from "./messages/en.json";

const LANGUAGES = { en, de } satisfies Record<string, typeof en>;

export const chosenLanguage = () => chooseLanguage(LANGUAGES, navigator.languages);

/** A text with its values in place. */
export const write = (name: keyof typeof en, values: Readonly<Record<string, unknown>> = {}) =>
  LANGUAGES[chosenLanguage()][name].replace(/\{(\w+)\}/g, (_, key: string) => String(values[key]));
