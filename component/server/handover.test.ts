import { randomBytes } from "node:crypto";
import * as v from "valibot";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { APP, GRANT, OTHER_APP, SESSION, SETTINGS, setSettings } from "../test_support";
import { HandoverInvalid, HandoverOfAnotherApp } from "./errors";
import { challengeOf, makeHandover, redeemHandover, verifierSchema } from "./handover";
import { seal } from "./seal";

setSettings();

const newVerifier = () => randomBytes(32).toString("base64url");

const verifier = newVerifier();
const handover = () => makeHandover(SESSION, challengeOf(verifier));
const redeem = (made: string, by = verifier, app = APP) => redeemHandover(made, by, app);

const { expiresAt, authTime: _, ...granted } = GRANT;
/** What is left of the grant, some seconds after the tests' beginning. */
const redeemed = (seconds = 0) => ({
  id: "session-of-ada",
  ...granted,
  expiresIn: expiresAt - 1_700_000_000 - seconds,
  authenticatedAgo: null,
  audience: SETTINGS.AUTH0_AUDIENCE,
  isRenewable: true,
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_700_000_000_000 });
});

describe("a handover", () => {
  it("gives the grant to the verifier it was made for", async () => {
    expect(await redeem(await handover())).toEqual(redeemed());
  });

  it("says when the grant can't be renewed", async () => {
    const made = await makeHandover({ ...SESSION, refreshToken: null }, challengeOf(verifier));
    expect(await redeem(made)).toMatchObject({ isRenewable: false });
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
    await expect(redeem(await handover(), wrong)).rejects.toThrow(HandoverInvalid);
  });

  it.each([OTHER_APP, "", "null", `${APP}/`, `${APP}:443`, APP.toUpperCase()])(
    "refuses the app %s, which its frame did not stand in",
    async (app) => {
      const made = await handover();
      await expect(redeem(made, verifier, app)).rejects.toThrow(HandoverOfAnotherApp);
      expect(await redeem(made), "and stays good for its own").toEqual(redeemed());
    },
  );

  it("is redeemed once", async () => {
    const made = await handover();
    await redeem(made);
    for (const seconds of [0, 30, 29]) {
      vi.advanceTimersByTime(seconds * 1_000);
      await expect(redeem(made)).rejects.toThrow(HandoverInvalid);
    }
  });

  it("is redeemed once, however many others are redeemed", async () => {
    const made = await handover();
    await redeem(made);
    vi.advanceTimersByTime(59_000);
    for (let others = 0; others < 100; others++) await redeem(await handover());
    await expect(redeem(made)).rejects.toThrow(HandoverInvalid);
  });

  it("is still good after 59 seconds", async () => {
    const made = await handover();
    vi.advanceTimersByTime(59_000);
    expect(await redeem(made)).toEqual(redeemed(59));
  });

  it.each([
    [1, 1],
    [0, null],
    [-1, null],
  ])("whose token has %i seconds left then gives %s", async (left, expiresIn) => {
    const grant = { ...GRANT, expiresAt: 1_700_000_010 + left };
    const made = await makeHandover({ ...SESSION, grant }, challengeOf(verifier));
    vi.advanceTimersByTime(10_000);
    if (expiresIn === null) await expect(redeem(made)).rejects.toThrow(HandoverInvalid);
    else expect(await redeem(made)).toMatchObject({ expiresIn });
  });

  it("is refused after 60 seconds", async () => {
    const made = await handover();
    vi.advanceTimersByTime(60_000);
    await expect(redeem(made)).rejects.toThrow(HandoverInvalid);
  });

  it.each([
    ["damaged", async () => `${(await handover()).slice(0, -2)}AA`],
    ["cut off", async () => (await handover()).slice(0, -30)],
    ["empty", async () => ""],
    ["sealed as a session", () => seal("session", 60, v.looseObject({})).close(SESSION)],
  ])("is refused when it is %s", async (_, make) => {
    await expect(redeem(await make())).rejects.toThrow(HandoverInvalid);
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
