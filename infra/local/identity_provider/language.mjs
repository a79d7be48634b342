import { readFileSync } from "node:fs";

const read = (file) => JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"));

/** The texts of the pages; English, the first, is what every other browser gets. */
const LANGUAGES = { en: read("messages/en.json"), de: read("messages/de.json") };

/** Return the language of a request's page, by its header Accept-Language. */
export const languageOf = (ctx) => ctx.acceptsLanguages(Object.keys(LANGUAGES)) || "en";

/** Return the texts of one page, in the language of a request. */
export const textsOf = (ctx, page) => LANGUAGES[languageOf(ctx)][page];

/** Return a text with its values in place. */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
