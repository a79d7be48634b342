/** The app's theme, as CSS variables of this page. */

/** What each value of the theme must be valid for. */
const SYNTAX: Readonly<Record<string, string>> = {
  "background-color": "color",
  "secondary-background-color": "color",
  "text-color": "color",
  "primary-color": "color",
  "border-color": "color",
  "widget-border-color": "color",
  "red-text-color": "color",
  font: "font-family",
  "base-font-size": "font-size",
  "base-radius": "border-radius",
  "button-radius": "border-radius",
};

/** Apply what the host read from the app; leave out an invalid value. */
export function applyTheme(theme: Readonly<Record<string, unknown>>): void {
  const { style } = document.documentElement;
  for (const [name, property] of Object.entries(SYNTAX)) {
    const value = theme[name];
    if (typeof value === "string" && CSS.supports(property, value))
      style.setProperty(`--${name}`, value);
  }
}
