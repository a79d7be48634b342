import { expect, it, vi } from "vitest";
import { hero as german } from "../messages/de.json";
import { hero as english } from "../messages/en.json";
import { forgetListeners } from "../test_support";

/** The English texts, which the page replaces; "Text" is a German word, too. */
const before = Object.values(english).filter((text) => text !== german.text);

forgetListeners();

it("is German for a browser in German, in every text", async () => {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(["de-DE"]);
  document.body.innerHTML = `<h1>Messages</h1><div id="page" data-apps="{}"></div>`;
  await import("./hero");
  expect(document.querySelector("h1")?.textContent).toBe(german.title);
  expect(document.body.textContent).toContain(german.generator);
  expect(before.filter((text) => document.body.textContent?.includes(text))).toEqual([]);
});
