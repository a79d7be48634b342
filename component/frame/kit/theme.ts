/** The app's theme, as CSS variables of this page. */

const COLORS = [
  "background-color",
  "text-color",
  "primary-color",
  "border-color",
  "red-text-color",
];

/** Apply the colours and font that the host read from the app; leave out an invalid value. */
export function applyTheme(theme: Readonly<Record<string, unknown>>): void {
  const { style } = document.documentElement;
  for (const name of COLORS) {
    const value = theme[name];
    if (isFor("color", value)) style.setProperty(`--${name}`, value);
  }
  const { font } = theme;
  if (isFor("font-family", font)) style.setProperty("--font", font);
}

const isFor = (property: string, value: unknown): value is string =>
  typeof value === "string" && CSS.supports(property, value);
