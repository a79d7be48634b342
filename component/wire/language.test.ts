import { expect, it } from "vitest";
import { chooseLanguage } from "./language";

it.each([
  ["the first that is known", ["fr", "de", "en"], "de"],
  ["the first wanted of two that are known", ["en-GB", "de"], "en"],
  ["one by its primary subtag", ["de-CH-1996"], "de"],
  ["no language that only begins alike", ["den", "d"], "en"],
  ["no name that every object has", ["constructor"], "en"],
  ["English without a wish", [], "en"],
])("chooses %s", (_, wanted, chosen) => {
  expect(chooseLanguage({ en: "", de: "" }, wanted)).toBe(chosen);
});
