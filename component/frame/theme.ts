/** The app's theme, as CSS variables of this page. */

const COLORS = [
  "background-color",
  "text-color",
  "primary-color",
  "border-color",
  "red-text-color",
];

/** Take over the colours and font that the host read from the app; what is no colour is left out. */
export function applyTheme(theme: Readonly<Record<string, string>>): void {
  const { style } = document.documentElement;
  for (const name of COLORS) {
    const value = theme[name];
    if (value !== undefined && CSS.supports("color", value)) style.setProperty(`--${name}`, value);
  }
  const { font } = theme;
  if (font !== undefined && CSS.supports("font-family", font)) style.setProperty("--font", font);
}
