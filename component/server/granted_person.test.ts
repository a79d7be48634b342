/** The golden people of `tests/vectors/people.json`, which Python reads too. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { watchLog } from "../test_support";
import { asPerson } from "./granted";

interface Golden {
  why: string;
  claims: Record<string, unknown>;
  person: ReturnType<typeof asPerson> | null;
}

const file = new URL("../../tests/vectors/people.json", import.meta.url);
/** `REPEAT 3 x y` stands for `xxxy`. */
const full = (text: string) =>
  text.replace(/^REPEAT (\d+) (\S+) ?(.*)$/u, (_, times, one, rest) => one.repeat(+times) + rest);
const golden = JSON.parse(readFileSync(file, "utf-8"), (_, value) =>
  typeof value === "string" ? full(value) : value,
) as Golden[];

describe("a person", () => {
  it.each(golden.filter(({ person }) => person))("is taken from $why", ({ claims, person }) => {
    expect(asPerson(claims)).toMatchObject(person as object);
  });

  it.each(golden.filter(({ person }) => !person))("is refused with $why", ({ claims }) => {
    expect(() => asPerson(claims)).toThrow(
      expect.objectContaining({ code: "sign_in_rejected" }) as Error,
    );
  });

  it("has the claims about the person, and none about the token", () => {
    const own = {
      sub: "1",
      email_verified: false,
      picture: "https://p",
      locale: "de",
      team: ["r"],
    };
    const token = { aud: "a", azp: "a", exp: 1, iat: 1, nonce: "n", at_hash: "h" };
    const person = asPerson({ ...own, ...token });
    expect(person).toMatchObject({ emailVerified: false, picture: "https://p", locale: "de" });
    expect(person.claims).toEqual(own);
  });

  it("has no half of a character in its claims either", () => {
    const person = asPerson({ sub: "1", "a\ud83d": ["\ude00", { b: "ok 😀", c: 1 }] });
    expect(person.claims).toEqual({ sub: "1", "a\ufffd": ["\ufffd", { b: "ok 😀", c: 1 }] });
  });

  it("has none of the claims if they are too large, and the log says so", () => {
    const log = watchLog();
    expect(asPerson({ sub: "1", roles: "r".repeat(9_000) }).claims).toEqual({});
    expect(log.text()).toContain("claims_too_large");
  });

  it.each(["\ud83d", "\ude00", "A\ud83dB"])("has no half of a character in its name", (name) => {
    expect(asPerson({ sub: "1", name }).name).toBe(name.replace(/[\ud800-\udfff]/g, "\ufffd"));
  });
});
