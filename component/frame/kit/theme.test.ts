import { beforeEach, describe, expect, it, vi } from "vitest";
import { applyTheme } from "./theme";

const { style } = document.documentElement;

beforeEach(() => {
  document.documentElement.removeAttribute("style");
  // The stand-in for a browser knows no CSS: a colour is #rgb here, and a font is letters.
  const syntax: Record<string, RegExp> = {
    color: /^#[0-9a-f]{3,6}$/,
    "font-family": /^[\w ,]+$/,
    "font-size": /^\d+px$/,
    "border-radius": /^[\d.]+rem$/,
  };
  const supports = (name: string, value: string) => Boolean(syntax[name]?.test(value));
  vi.stubGlobal("CSS", { supports });
});

describe("the app's theme", () => {
  it("gives the page its colours, its font and its sizes", () => {
    const theme = {
      "text-color": "#123456",
      font: "Source Sans, sans",
      "base-font-size": "18px",
      "button-radius": "0.25rem",
    };
    applyTheme(theme);
    for (const [name, value] of Object.entries(theme))
      expect(style.getPropertyValue(`--${name}`)).toBe(value);
  });

  it.each<Record<string, string>>([
    { "text-color": "url(https://evil.example)" },
    { "text-color": "#123; background: red" },
    { font: "x; color: red" },
    { "base-font-size": "#123" },
    { "base-radius": "8px; color: red" },
    { "any-other-name": "#123" },
    { __proto__x: "#123" },
  ])("leaves out %j", (theme) => {
    applyTheme(theme);
    expect(style).toHaveLength(0);
  });
});
