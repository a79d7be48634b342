/**
 * Whether every page around this one is of that app.
 *
 * The policy of a framed page admits all registered apps, so one of them can stand around another.
 * A browser that does not list the ancestors has to have the app as the only one.
 */
export function isAllAround(app: string): boolean {
  const ancestors: DOMStringList | undefined = location.ancestorOrigins;
  if (!ancestors) return window.parent === window.top;
  return Array.from(ancestors).every((origin) => origin === app);
}
