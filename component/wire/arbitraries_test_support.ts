/** What the property tests throw: the same values in every run. */
import fc from "fast-check";

export const SUITE = { seed: 20_241_123, numRuns: 300 } as const;

/** Any value that a page can hold; not all of them can be sent. */
export const anything = fc.oneof(
  { arbitrary: fc.constant({ call: () => {} }), weight: 1 },
  {
    arbitrary: fc.anything({
      maxDepth: 3,
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSet: true,
      withTypedArray: true,
    }),
    weight: 20,
  },
);

/** Objects with those fields, where now and then one of them is anything else, or missing. */
export function nearly(fields: Record<string, fc.Arbitrary<unknown>>) {
  const loose = Object.entries(fields).map(([name, right]) => [
    name,
    fc.oneof(
      { arbitrary: right, weight: 18 },
      { arbitrary: anything, weight: 1 },
      { arbitrary: fc.constant(undefined), weight: 1 },
    ),
  ]);
  return fc.record(Object.fromEntries(loose) as typeof fields);
}
