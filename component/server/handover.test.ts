import { createHash, randomBytes } from "node:crypto";
import * as v from "valibot";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { GRANT, SESSION, setSettings } from "../test_support";
import { HandoverInvalid } from "./errors";
import { makeHandover, redeemHandover, verifierSchema } from "./handover";
import { seal } from "./seal";

setSettings();

const newVerifier = () => randomBytes(32).toString("base64url");
const challengeOf = (verifier: string) => createHash("sha256").update(verifier).digest("base64url");

const verifier = newVerifier();
const handover = () => makeHandover(GRANT, challengeOf(verifier));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_700_000_000_000 });
});

describe("a handover", () => {
  it("gives the grant to the verifier it was made for", async () => {
    expect(await redeemHandover(await handover(), verifier)).toEqual(GRANT);
  });

  it("shows nothing of the grant", async () => {
    const text = (await handover())
      .split(".")
      .map((part) => Buffer.from(part, "base64url").toString("latin1"))
      .join("\n");
    for (const secret of [GRANT.accessToken, GRANT.user.sub, GRANT.user.name, GRANT.user.email])
      expect(text).not.toContain(secret);
  });

  it.each([
    ["another verifier", newVerifier()],
    ["the challenge itself", challengeOf(verifier)],
    ["an empty verifier", ""],
    ["a longer verifier", `${verifier}A`],
  ])("refuses %s", async (_, wrong) => {
    await expect(redeemHandover(await handover(), wrong)).rejects.toThrow(HandoverInvalid);
  });

  it("is still good after 59 seconds", async () => {
    const made = await handover();
    vi.advanceTimersByTime(59_000);
    expect(await redeemHandover(made, verifier)).toEqual(GRANT);
  });

  it("is refused after 60 seconds", async () => {
    const made = await handover();
    vi.advanceTimersByTime(60_000);
    await expect(redeemHandover(made, verifier)).rejects.toThrow(HandoverInvalid);
  });

  it.each([
    ["damaged", async () => `${(await handover()).slice(0, -2)}AA`],
    ["cut off", async () => (await handover()).slice(0, -30)],
    ["empty", async () => ""],
    ["sealed as a session", () => seal("session", 60, v.looseObject({})).close(SESSION)],
  ])("is refused when it is %s", async (_, make) => {
    await expect(redeemHandover(await make(), verifier)).rejects.toThrow(HandoverInvalid);
  });
});

describe("a verifier", () => {
  it.each([
    ["43 characters", "a".repeat(43), true],
    ["128 characters", "a".repeat(128), true],
    ["42 characters", "a".repeat(42), false],
    ["129 characters", "a".repeat(129), false],
    ["a character outside RFC 7636", `${"a".repeat(43)}+`, false],
    ["a line break at the end", `${"a".repeat(43)}\n`, false],
  ])("of %s is accepted: %#", (_, text, accepted) => {
    expect(v.is(verifierSchema, text)).toBe(accepted);
  });
});
