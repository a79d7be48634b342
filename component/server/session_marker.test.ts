/** What an app's cookie holds when nobody is signed in: its attributes, and who can read it. */
import type { NextApiRequest, NextApiResponse } from "next";
import { describe, expect, it, vi } from "vitest";
import { anApp, OTHER_APP, setSettings } from "../test_support";
import { type Carrier, carrierOf } from "./carrier";
import { end } from "./ended";
import { hasSignedOut, leaveEnd, markSignedOut, probe, whyNone } from "./session";

setSettings();

const app = anApp();
const otherApp = anApp({ origin: OTHER_APP });
const COOKIE = "__Host-gatepost-7JfAcKsoelJD";
const OTHER_COOKIE = "__Host-gatepost-pJcDJl55sy-T";
const ATTRIBUTES = ["Path=/", "Secure", "HttpOnly", "SameSite=None", "Partitioned"];

const setHeader = vi.fn();

/** The browser of a request with these cookies, from the frame inside `of`. */
const browser = (cookies: Record<string, string> = {}, of = app): Promise<Carrier> =>
  carrierOf(
    { cookies, headers: {} } as unknown as NextApiRequest,
    { setHeader } as unknown as NextApiResponse,
    of,
  );

/** The cookie that `work` sets, in its parts. */
async function set(work: (carrier: Carrier) => unknown): Promise<string[]> {
  setHeader.mockReset();
  await work(await browser());
  return String(setHeader.mock.calls[0]?.[1]).split("; ");
}

it("a sign-out leaves a marker with the attributes and the lifetime of a session", async () => {
  const cookie = await set((carrier) => markSignedOut(carrier));
  expect(cookie).toEqual([`${COOKIE}=login`, ...ATTRIBUTES, "Max-Age=28800"]);
});

it("a sign-out is known in its own app only", async () => {
  const all = [browser({ [COOKIE]: "login" }), browser({ [COOKIE]: "login" }, otherApp), browser()];
  expect((await Promise.all(all)).map(hasSignedOut)).toEqual([true, false, false]);
});

it("a probe lives as long as a sign-in may take", async () => {
  const cookie = await set((carrier) => probe(carrier));
  expect(cookie).toEqual([`${COOKIE}=probe`, ...ATTRIBUTES, "Max-Age=600"]);
});

describe("an end", () => {
  const denied = end("session_denied", "Blocked.");
  const leave = async () => {
    const [pair = "", ...attributes] = await set((carrier) => leaveEnd(carrier, denied));
    expect(attributes).toEqual([...ATTRIBUTES, "Max-Age=600"]);
    return pair.slice(`${COOKIE}=`.length);
  };

  it("is read back, and not in clear", async () => {
    const value = await leave();
    expect(value).not.toContain("denied");
    expect(await whyNone(await browser({ [COOKIE]: value }))).toMatchObject(denied);
  });

  it.each([
    ["of another app", async () => browser({ [OTHER_COOKIE]: await leave() }, otherApp)],
    ["that is made up", async () => browser({ [COOKIE]: "ended.session_denied" })],
  ])("%s says nothing", async (_, make) => {
    expect(await whyNone(await make())).toBeNull();
  });
});
