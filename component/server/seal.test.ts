import { EncryptJWT } from "jose";
import * as v from "valibot";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { aKey, SETTINGS, setSettings } from "../test_support";

const [OLD, NEW] = [aKey("old"), aKey("new")];
const schema = v.object({ text: v.string() });
const value = { text: "kept" };

/** The seal of an instance that started with these secrets. */
async function sealWith(secret: string, purpose = "tests", shape = schema) {
  vi.resetModules();
  setSettings({ GATEPOST_SECRET: secret });
  const { seal } = await import("./seal");
  return seal(purpose, 60, shape);
}

const start = () => sealWith(SETTINGS.GATEPOST_SECRET);

/** Change one character in the middle of one of the five parts. */
function damage(sealed: string, part: number): string {
  const parts = sealed.split(".");
  const text = parts[part] ?? "";
  const middle = Math.floor(text.length / 2);
  const other = text[middle] === "A" ? "B" : "A";
  parts[part] = text.slice(0, middle) + other + text.slice(middle + 1);
  return parts.join(".");
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_700_000_000_000 });
});

describe("a seal", () => {
  it("opens what it closed", async () => {
    const seal = await start();
    expect(await seal.open(await seal.close(value))).toEqual(value);
  });

  it("shows nothing of the value, and never the same text twice", async () => {
    const seal = await start();
    const [one, two] = [await seal.close(value), await seal.close(value)];
    expect(one).not.toBe(two);
    for (const part of one.split("."))
      expect(Buffer.from(part, "base64url").toString()).not.toContain(value.text);
  });

  it("is safe in an address and in a cookie", async () => {
    expect(await (await start()).close(value)).toMatch(/^[A-Za-z0-9_.-]+$/);
  });

  it("does not open what another purpose closed", async () => {
    const sealed = await (await start()).close(value);
    const other = await sealWith(SETTINGS.GATEPOST_SECRET, "another");
    expect(await other.open(sealed)).toBeNull();
  });

  it("derives another key for each purpose", async () => {
    const { importedKeys, close } = await spyOnKeys();
    await close("one");
    await close("two");
    expect(new Set(importedKeys()).size).toBe(2);
  });

  it.each([
    ["header", 0],
    ["initialisation vector", 2],
    ["ciphertext", 3],
    ["tag", 4],
  ])("does not open one whose %s was changed", async (_, part) => {
    const seal = await start();
    expect(await seal.open(damage(await seal.close(value), part))).toBeNull();
  });

  it("does not open one with an encrypted key put in", async () => {
    const seal = await start();
    expect(await seal.open((await seal.close(value)).replace("..", ".AAAA."))).toBeNull();
  });

  it.each(["", "x", "....", "a.b.c.d.e", "é.é.é.é.é", "null", `${"A".repeat(20_000)}....`])(
    "answers null to the garbage %j",
    async (garbage) => expect(await (await start()).open(garbage)).toBeNull(),
  );

  it("still opens a second before it expires, and not at its expiry", async () => {
    const seal = await start();
    const sealed = await seal.close(value);
    vi.advanceTimersByTime(59_000);
    expect(await seal.open(sealed)).toEqual(value);
    vi.advanceTimersByTime(1_000);
    expect(await seal.open(sealed)).toBeNull();
  });

  it("does not open what another secret sealed", async () => {
    const sealed = await (await sealWith(OLD)).close(value);
    expect(await (await sealWith(NEW)).open(sealed)).toBeNull();
  });

  it("answers null to a value of another shape", async () => {
    const sealed = await (await start()).close(value);
    vi.resetModules();
    const { seal } = await import("./seal");
    expect(await seal("tests", 60, v.object({ text: v.number() })).open(sealed)).toBeNull();
  });
});

describe("a change of secrets", () => {
  it("opens what the old secret sealed while both are set", async () => {
    const sealed = await (await sealWith(OLD)).close(value);
    expect(await (await sealWith(`${NEW},${OLD}`)).open(sealed)).toEqual(value);
  });

  it("seals with the newest", async () => {
    const sealed = await (await sealWith(`${NEW},${OLD}`)).close(value);
    expect(await (await sealWith(OLD)).open(sealed)).toBeNull();
    expect(await (await sealWith(NEW)).open(sealed)).toEqual(value);
  });
});

async function spyOnKeys() {
  const encrypt = vi.spyOn(EncryptJWT.prototype, "encrypt");
  setSettings();
  const { seal } = await import("./seal");
  return {
    close: (purpose: string) => seal(purpose, 60, schema).close(value),
    importedKeys: () => encrypt.mock.calls.map(([key]) => String(key)),
  };
}
