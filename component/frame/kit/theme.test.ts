import { beforeEach, describe, expect, it, vi } from "vitest";
import { applyTheme } from "./theme";

const { style } = document.documentElement;

beforeEach(() => {
  document.documentElement.removeAttribute("style");
  // The stand-in for a browser knows no CSS: here a colour is #rgb, and a font is letters.
  const syntax: Record<string, RegExp> = { color: /^#[0-9a-f]{3,6}$/, "font-family": /^[\w ,]+$/ };
  const supports = (name: string, value: string) => Boolean(syntax[name]?.test(value));
  vi.stubGlobal("CSS", { supports });
});

describe("the app's theme", () => {
  it("gives the page its colours and its font", () => {
    applyTheme({ "text-color": "#123456", font: "Source Sans, sans" });
    expect(style.getPropertyValue("--text-color")).toBe("#123456");
    expect(style.getPropertyValue("--font")).toBe("Source Sans, sans");
  });

  it.each<Record<string, string>>([
    { "text-color": "url(https://evil.example)" },
    { "text-color": "#123; background: red" },
    { font: "x; color: red" },
    { "any-other-name": "#123" },
    { __proto__x: "#123" },
  ])("leaves out %j", (theme) => {
    applyTheme(theme);
    expect(style).toHaveLength(0);
  });
});
