/**
 * Shapes of what comes from outside, checked at the border.
 *
 * A shape gives back a value with the members that it names and no other, and throws for one that
 * does not fit. A schema library would be a sixth of the script of the page that signs people in.
 */
export type Shape<T> = (value: unknown) => T;
export type Of<S> = S extends Shape<infer T> ? T : never;

const check =
  /* @__NO_SIDE_EFFECTS__ */
    <T>(fits: (value: unknown) => boolean): Shape<T> =>
    (value) => {
      if (fits(value)) return value as T;
      throw new TypeError("A value does not have its shape.");
    };

const list = check<unknown[]>(Array.isArray);

export const text = check<string>((value) => typeof value === "string");
export const flag = check<boolean>((value) => typeof value === "boolean");
export const number = check<number>((value) => Number.isFinite(value));
export const record = check<Record<string, unknown>>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);

export const anything: Shape<unknown> = (value) => value;

/** A text of that many characters (not UTF-16 units, as in Python) that matches the pattern. */
export const textOf = (least: number, most: number, pattern = /^/) =>
  check<string>((value) => {
    if (typeof value !== "string" || !pattern.test(value)) return false;
    const { length } = [...value];
    return length >= least && length <= most;
  });

/** A whole number within bounds. */
export const whole = (least: number, most: number) =>
  check<number>(
    (value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most,
  );

export const only = <const T extends readonly unknown[]>(...wanted: T) =>
  check<T[number]>((value) => wanted.includes(value));

export const orNull =
  <T>(shape: Shape<T>): Shape<T | null> =>
  (value) =>
    value === null ? null : shape(value);

/** A value in one of some shapes. */
export const either =
  <S extends Shape<unknown>[]>(...shapes: S): Shape<Of<S[number]>> =>
  (value) => {
    const fitting = shapes.find((shape) => match(shape, value) !== null);
    if (fitting) return fitting(value) as Of<S[number]>;
    throw new TypeError("A value has none of its shapes.");
  };

/** A member that may be missing; `object` then leaves it out. */
export const optional =
  <T>(shape: Shape<T>): Shape<T> =>
  (value) =>
    value === undefined ? (value as T) : shape(value);

export const listOf =
  <T>(shape: Shape<T>, most = Number.POSITIVE_INFINITY): Shape<T[]> =>
  (value) => {
    const given = list(value).map((one) => shape(one));
    if (given.length <= most) return given;
    throw new TypeError("A list is too long.");
  };

type Members<T> = { [Name in keyof T]-?: Shape<T[Name]> };

export const object =
  <T extends object>(members: Members<T>): Shape<T> =>
  (value) => {
    const given = record(value);
    const all = Object.entries<Shape<unknown>>(members);
    const read = all.map(([name, shape]) => [name, shape(given[name])]);
    return Object.fromEntries(read.filter(([, one]) => one !== undefined)) as T;
  };

/** An object that may have no other members. */
export const exact =
  <T extends object>(members: Members<T>): Shape<T> =>
  (value) => {
    if (Object.keys(record(value)).every((name) => Object.hasOwn(members, name)))
      return object(members)(value);
    throw new TypeError("An object has more members than its shape.");
  };

/** A value in its shape; null for one that does not fit. */
export function match<T>(shape: Shape<T>, value: unknown): T | null {
  try {
    return shape(value);
  } catch {
    return null;
  }
}
