/** The language of the framed pages: the first of the browser's languages that they have. */
import { chooseLanguage } from "../../wire/language";
import type english from "../messages/en.json";

/** English comes with each page's script; another language is loaded by those who want it. */
const LANGUAGES = { en: async () => null, de: () => import("../messages/de.json") };

/**
 * Replace a page's texts by those in the browser's language; await it before anything is drawn.
 *
 * If they do not load, the page stays in English.
 */
export async function translate<Page extends keyof typeof english>(
  page: Page,
  texts: (typeof english)[Page],
): Promise<void> {
  const language = chooseLanguage(LANGUAGES, navigator.languages);
  try {
    Object.assign(texts, (await LANGUAGES[language]())?.[page]);
    document.documentElement.lang = language;
    for (const element of document.querySelectorAll("title,h1")) element.textContent = texts.title;
  } catch {
    // The network is down: another language needs one more file.
  }
}
