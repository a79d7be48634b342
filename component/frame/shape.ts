/**
 * Shapes of what comes from outside, checked at the border.
 *
 * A shape gives back a value with the members that it names and no other, and throws for one that
 * does not fit. A schema library would be a sixth of the script of the page that signs people in.
 */
export type Shape<T> = (value: unknown) => T;
export type Of<S> = S extends Shape<infer T> ? T : never;

const check =
  <T>(isRight: (value: unknown) => boolean): Shape<T> =>
  (value) => {
    if (isRight(value)) return value as T;
    throw new TypeError("A value does not have its shape.");
  };

const list = check<unknown[]>(Array.isArray);

export const text = check<string>((value) => typeof value === "string");
export const flag = check<boolean>((value) => typeof value === "boolean");
export const number = check<number>(Number.isFinite);
/** A whole number from 0 on. */
export const count = check<number>((value) => Number.isSafeInteger(value) && Number(value) >= 0);
export const only = <const T>(wanted: T) => check<T>((value) => value === wanted);
export const record = check<Record<string, unknown>>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);

export const orNull =
  <T>(shape: Shape<T>): Shape<T | null> =>
  (value) =>
    value === null ? null : shape(value);

export const listOf =
  <T>(shape: Shape<T>): Shape<T[]> =>
  (value) =>
    list(value).map((one) => shape(one));

export const object =
  <T extends object>(members: { [Name in keyof T]: Shape<T[Name]> }): Shape<T> =>
  (value) => {
    const given = record(value);
    const all = Object.entries<Shape<unknown>>(members);
    return Object.fromEntries(all.map(([name, shape]) => [name, shape(given[name])])) as T;
  };

/** A value in its shape; null for one that does not fit. */
export function match<T>(shape: Shape<T>, value: unknown): T | null {
  try {
    return shape(value);
  } catch {
    return null;
  }
}
