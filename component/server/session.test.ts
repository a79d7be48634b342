import type { NextApiRequest, NextApiResponse } from "next";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { anApp, GRANT, OTHER_APP, SESSION, setSettings } from "../test_support";
import { type Carrier, carrierOf } from "./carrier";
import { SessionTooLarge } from "./errors";
import { readSession, writeSession } from "./session";

setSettings();

const app = anApp();
const otherApp = anApp({ origin: OTHER_APP });
/** Each begins the SHA-256 of an origin in base64url: to change them signs everybody out. */
const COOKIE = "__Host-gatepost-7JfAcKsoelJD";
const OTHER_COOKIE = "__Host-gatepost-pJcDJl55sy-T";
const ATTRIBUTES = ["Path=/", "Secure", "HttpOnly", "SameSite=None", "Partitioned"];

type Cookies = Record<string, string>;
const setHeader = vi.fn();

/** The browser of a request with these cookies, from the frame inside `of`. */
const browser = (cookies: Cookies = {}, of = app): Promise<Carrier> =>
  carrierOf(
    { cookies, headers: {} } as unknown as NextApiRequest,
    { setHeader } as unknown as NextApiResponse,
    of,
  );

async function written(session = SESSION): Promise<string[]> {
  setHeader.mockReset();
  await writeSession(await browser({}, anApp({ origin: session.app })), session);
  return (setHeader.mock.calls[0]?.[1] as string | undefined)?.split("; ") ?? [];
}

async function kept(session = SESSION, name = COOKIE): Promise<Cookies> {
  const [pair = ""] = await written(session);
  return { [name]: pair.slice(pair.indexOf("=") + 1) };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_700_000_000_000 });
});

describe("the session cookie", () => {
  it("has exactly the attributes that keep it out of reach", async () => {
    const [pair, ...attributes] = await written();
    expect(pair?.split("=")).toEqual([COOKIE, expect.stringMatching(/^[A-Za-z0-9_.-]+$/)]);
    expect(attributes).toEqual([...ATTRIBUTES, "Max-Age=28800"]);
  });

  it("shows neither tokens nor the person", async () => {
    const [pair = ""] = await written();
    const text = pair
      .split(/[=.]/)
      .map((part) => part + Buffer.from(part, "base64url").toString("latin1"))
      .join("\n");
    const { sub, name, email } = GRANT.user;
    for (const secret of [GRANT.accessToken, SESSION.refreshToken, SESSION.sid, sub, name, email])
      expect(text).not.toContain(secret);
  });

  it("gives the session back to the app it was made for", async () => {
    expect(await readSession(await browser(await kept()))).toEqual(SESSION);
  });

  it("has another name for each app, so that none overwrites another's", async () => {
    const [pair] = await written({ ...SESSION, app: OTHER_APP });
    expect(pair?.split("=")[0]).toBe(OTHER_COOKIE);
  });

  it.each([
    ["under its own name", COOKIE],
    ["under the other app's name", OTHER_COOKIE],
  ])("gives nothing to another app %s", async (_, name) => {
    expect(await readSession(await browser(await kept(SESSION, name), otherApp))).toBeNull();
  });

  it("ends after eight hours, whatever the browser keeps", async () => {
    const cookies = await kept();
    vi.advanceTimersByTime(8 * 3_600_000);
    expect(await readSession(await browser(cookies))).toBeNull();
  });

  it.each([
    ["missing", {}],
    ["empty", { [COOKIE]: "" }],
    ["made up", { [COOKIE]: JSON.stringify(SESSION) }],
    ["the marker of a sign-out", { [COOKIE]: "login" }],
    ["under another name", { gatepost: "x" }],
  ])("is no session when it is %s", async (_, cookies) => {
    expect(await readSession(await browser(cookies))).toBeNull();
  });

  it("is refused by name, and not set, when a browser would drop it", async () => {
    setHeader.mockReset();
    const grant = { ...GRANT, accessToken: "t".repeat(4096) };
    const large = { ...SESSION, refreshToken: null, grant };
    const refused = writeSession(await browser(), large);
    await expect(refused).rejects.toThrow(SessionTooLarge);
    await expect(refused).rejects.toMatchObject({ code: "session_too_large" });
    expect(setHeader).not.toHaveBeenCalled();
  });
});
