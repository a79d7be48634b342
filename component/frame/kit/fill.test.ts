import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { fill, pieces } from "./fill";

it.each(["$&", "$$", "$`", "$'", "$1", "$<name>", "{name}", "{other}", "\\", "<b>"])(
  "a value of %s stands in the text as it is",
  (name) => {
    expect(fill("Signed in as {name}, {other}.", { name, other: "o" })).toBe(
      `Signed in as ${name}, o.`,
    );
  },
);

it("a value that is no text is a piece of its own", () => {
  const element = { type: "bdi" };
  expect(pieces("Signed in as {name}", { name: element })).toEqual(["Signed in as ", element, ""]);
});

it("a number is written as in the locale, and what nobody gave is left out", () => {
  expect(fill("{count} of {all}", { count: 1_000 }, "de")).toBe("1.000 of ");
});

it("no module fills its texts in another way", () => {
  const folder = join(import.meta.dirname, "..");
  const modules = readdirSync(folder, { recursive: true, encoding: "utf-8" }).filter((name) =>
    /^[^.]+\.tsx?$/.test(name),
  );
  const others = modules.filter((name) =>
    /\.replace(All)?\(\s*["'`/]\\?\{/.test(readFileSync(join(folder, name), "utf-8")),
  );
  expect(modules).toContain(join("auth0", "auth0.tsx"));
  expect(others).toEqual([]);
});
