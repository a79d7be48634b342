/** What an app's cookie holds when nobody is signed in: its attributes, and who can read it. */
import type { NextApiRequest, NextApiResponse } from "next";
import { describe, expect, it, vi } from "vitest";
import { anApp, OTHER_APP, setSettings } from "../test_support";
import { end } from "./ended";
import { hasSignedOut, leaveEnd, markSignedOut, probe, whyNone } from "./session";

setSettings();

const app = anApp();
const otherApp = anApp({ origin: OTHER_APP });
const COOKIE = "__Host-gatepost-7JfAcKsoelJD";
const OTHER_COOKIE = "__Host-gatepost-pJcDJl55sy-T";
const ATTRIBUTES = ["Path=/", "Secure", "HttpOnly", "SameSite=None", "Partitioned"];

const request = (cookies: Record<string, string>) => ({ cookies }) as unknown as NextApiRequest;

/** The cookie that `work` sets, in its parts. */
async function set(work: (res: NextApiResponse) => unknown): Promise<string[]> {
  const setHeader = vi.fn();
  await work({ setHeader } as unknown as NextApiResponse);
  return String(setHeader.mock.calls[0]?.[1]).split("; ");
}

it("a sign-out leaves a marker with the attributes and the lifetime of a session", async () => {
  const cookie = await set((res) => markSignedOut(res, app));
  expect(cookie).toEqual([`${COOKIE}=login`, ...ATTRIBUTES, "Max-Age=28800"]);
});

it("a sign-out is known in its own app only", () => {
  const req = request({ [COOKIE]: "login" });
  expect([hasSignedOut(req, app), hasSignedOut(req, otherApp)]).toEqual([true, false]);
  expect(hasSignedOut(request({}), app)).toBe(false);
});

it("a probe lives as long as a sign-in may take", async () => {
  const cookie = await set((res) => probe(res, app));
  expect(cookie).toEqual([`${COOKIE}=probe`, ...ATTRIBUTES, "Max-Age=600"]);
});

describe("an end", () => {
  const denied = end("session_denied", "Blocked.");
  const leave = async () => {
    const [pair = "", ...attributes] = await set((res) => leaveEnd(res, app, denied));
    expect(attributes).toEqual([...ATTRIBUTES, "Max-Age=600"]);
    return pair.slice(`${COOKIE}=`.length);
  };

  it("is read back, and not in clear", async () => {
    const value = await leave();
    expect(value).not.toContain("denied");
    expect(await whyNone(request({ [COOKIE]: value }), app)).toMatchObject(denied);
  });

  it.each([
    ["of another app", async () => request({ [OTHER_COOKIE]: await leave() }), otherApp],
    ["that is made up", async () => request({ [COOKIE]: "ended.session_denied" }), app],
  ])("%s says nothing", async (_, make, reader) => {
    expect(await whyNone(await make(), reader)).toBeNull();
  });
});
