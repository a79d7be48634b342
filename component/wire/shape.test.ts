import { describe, expect, it } from "vitest";
import {
  exact,
  flag,
  listOf,
  match,
  number,
  type Of,
  object,
  only,
  optional,
  orNull,
  record,
  text,
  textOf,
  whole,
} from "./shape";

const count = whole(0, 2 ** 53 - 1);
const short = textOf(1, 3, /^[a-z😀]+$/u);

const inner = object({ a: text });

describe("a shape", () => {
  it.each([
    ["text", text, "", 1],
    ["text", text, "a", null],
    ["a flag", flag, false, 0],
    ["a number", number, -1.5, Number.NaN],
    ["a number", number, 0, "1"],
    ["a count", count, 0, -1],
    ["a count", count, 2 ** 53 - 1, 2 ** 53],
    ["a count", count, 7, 1.5],
    ["a whole number within bounds", whole(1, 3), 3, 4],
    ["a text within bounds", short, "abc", "abcd"],
    ["a text within bounds", short, "a", ""],
    ["a text of characters, not UTF-16 units", short, "😀😀😀", "😀😀😀😀"],
    ["a text of a pattern", short, "abc", "ABC"],
    ["a text of a pattern", short, "abc", ["abc"]],
    ["one of some values", only("a", "b"), "b", "c"],
    ["one value", only(2), 2, "2"],
    ["one value", only(null), null, undefined],
    ["a record", record, {}, []],
    ["a record", record, { a: 1 }, null],
    ["text or null", orNull(text), null, undefined],
    ["a list", listOf(count), [0, 1], [0, "1"]],
    ["a list", listOf(count), [], { length: 0 }],
    ["an object", inner, { a: "" }, {}],
    ["an object", inner, { a: "a" }, ["a"]],
    ["a list of at most two", listOf(count, 2), [0, 1], [0, 1, 2]],
    ["an object with an optional member", object({ a: optional(text) }), {}, { a: null }],
    ["an object with no other member", exact({ a: text }), { a: "" }, { a: "", b: 1 }],
    ["an object in one", object({ b: inner }), { b: { a: "" } }, { b: { a: 1 } }],
  ] as const)("of %s takes what fits, and nothing else", (_, shape, right, wrong) => {
    expect(shape(right)).toEqual(right);
    expect(() => shape(wrong)).toThrow(TypeError);
    expect(match<unknown>(shape, wrong)).toBeNull();
  });

  it("has the type of what fits it", () => {
    const shape = object({ a: text, b: optional(orNull(text)), c: only(1, 2) });
    const given: Of<typeof shape>[] = [
      { a: "", c: 1 },
      { a: "", b: null, c: 2 },
    ];
    expect(given.map(shape)).toEqual(given);
    // @ts-expect-error: a member that must not be missing
    given.push({ a: "" });
    // @ts-expect-error: another value
    given.push({ a: "", c: 3 });
  });

  it("leaves out what it does not name, at every depth", () => {
    const shape = object({ list: listOf(inner) });
    const value = { list: [{ a: "a", token: "secret" }], token: "secret" };
    expect(match(shape, value)).toEqual({ list: [{ a: "a" }] });
  });
});
