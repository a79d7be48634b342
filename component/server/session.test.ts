import type { NextApiRequest, NextApiResponse } from "next";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { APP, GRANT, OTHER_APP, SESSION, setSettings } from "../test_support";
import { SessionTooLarge } from "./errors";
import { clearSession, readSession, writeSession } from "./session";

setSettings();

const ATTRIBUTES = ["Path=/", "Secure", "HttpOnly", "SameSite=None", "Partitioned"];

function answer() {
  const setHeader = vi.fn();
  return {
    res: { setHeader } as unknown as NextApiResponse,
    cookie: () => (setHeader.mock.calls[0]?.[1] as string | undefined)?.split("; ") ?? [],
    setHeader,
  };
}

const request = (cookies: Record<string, string>) => ({ cookies }) as unknown as NextApiRequest;

async function written(session = SESSION): Promise<string[]> {
  const { res, cookie } = answer();
  await writeSession(res, session);
  return cookie();
}

async function kept(session = SESSION): Promise<NextApiRequest> {
  const [pair = ""] = await written(session);
  return request({ "__Host-gatepost": pair.slice(pair.indexOf("=") + 1) });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_700_000_000_000 });
});

describe("the session cookie", () => {
  it("has exactly the attributes that keep it out of reach", async () => {
    const [pair, ...attributes] = await written();
    expect(pair).toMatch(/^__Host-gatepost=[A-Za-z0-9_.-]+$/);
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
    expect(await readSession(await kept(), APP)).toEqual(SESSION);
  });

  it("gives nothing to another app", async () => {
    expect(await readSession(await kept(), OTHER_APP)).toBeNull();
  });

  it("ends after eight hours, whatever the browser keeps", async () => {
    const req = await kept();
    vi.advanceTimersByTime(8 * 3_600_000);
    expect(await readSession(req, APP)).toBeNull();
  });

  it.each([
    ["missing", {}],
    ["empty", { "__Host-gatepost": "" }],
    ["made up", { "__Host-gatepost": JSON.stringify(SESSION) }],
    ["under another name", { gatepost: "x" }],
  ])("is no session when it is %s", async (_, cookies) => {
    expect(await readSession(request(cookies), APP)).toBeNull();
  });

  it("is refused by name, and not set, when a browser would drop it", async () => {
    const { res, setHeader } = answer();
    const large = { ...SESSION, grant: { ...GRANT, accessToken: "t".repeat(4096) } };
    const refused = writeSession(res, large);
    await expect(refused).rejects.toThrow(SessionTooLarge);
    await expect(refused).rejects.toMatchObject({ code: "session_too_large" });
    expect(setHeader).not.toHaveBeenCalled();
  });

  it("is taken back with the attributes it was set with", () => {
    const { res, cookie } = answer();
    clearSession(res);
    expect(cookie()).toEqual(["__Host-gatepost=", ...ATTRIBUTES, "Max-Age=0"]);
  });
});
