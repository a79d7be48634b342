/**
 * Shapes of data from outside, checked at the boundary.
 *
 * A shape returns a value with only the members it names, and throws if the value does not fit. A
 * schema library would make up a sixth of the sign-in page's script.
 */
export type Shape<T> = (value: unknown) => T;
/** What fits a shape. */
export type Of<S> = S extends Shape<infer T> ? T : never;
type Shapes = Record<string, Shape<unknown>>;

/** The shape of a member that may be missing. */
interface Optional<T> extends Shape<T> {
  isOptional: true; // for the type checker alone
}
/** The type of an object with these members; with none, the empty object. */
export type Members<S> = keyof S extends never
  ? Record<string, never>
  : { [Name in keyof S as S[Name] extends Optional<unknown> ? never : Name]: Of<S[Name]> } & {
      [Name in keyof S as S[Name] extends Optional<unknown> ? Name : never]?: Of<S[Name]>;
    };

const check =
  /* @__NO_SIDE_EFFECTS__ */
    <T>(fits: (value: unknown) => boolean): Shape<T> =>
    (value) => {
      if (fits(value)) return value as T;
      throw new TypeError("A value does not fit its shape.");
    };

const list = check<unknown[]>(Array.isArray);

export const text = check<string>((value) => typeof value === "string");
export const flag = check<boolean>((value) => typeof value === "boolean");
export const number = check<number>((value) => Number.isFinite(value));
export const record = check<Record<string, unknown>>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);

/** A text that matches the pattern; its length is in characters, as in Python, not UTF-16 units. */
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

/** A member that may be missing; `object` then leaves it out. */
export const optional = <T>(shape: Shape<T>) =>
  ((value) => (value === undefined ? value : shape(value))) as Optional<T>;

export const listOf =
  <T>(shape: Shape<T>, most = Number.POSITIVE_INFINITY): Shape<T[]> =>
  (value) => {
    const given = list(value).map((one) => shape(one));
    if (given.length <= most) return given;
    throw new TypeError("A list is too long.");
  };

export const object =
  <S extends Shapes>(members: S): Shape<Members<S>> =>
  (value) => {
    const given = record(value);
    const read = Object.entries(members).map(([name, shape]) => [name, shape(given[name])]);
    return Object.fromEntries(read.filter(([, one]) => one !== undefined)) as Members<S>;
  };

/** An object that may have no other members. */
export const exact =
  <S extends Shapes>(members: S): Shape<Members<S>> =>
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
