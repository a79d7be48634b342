import { beforeEach, describe, expect, it, vi } from "vitest";
import { callApi, isRoute } from "./api";

const APP = "https://one.example";
const fetched = vi.fn<typeof fetch>();

beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal("fetch", fetched);
});

describe("a route name", () => {
  it.each<[unknown, boolean]>([
    ["ping", true],
    ["pong", true],
    ["pong-scoped", true],
    ["constructor", false],
    ["__proto__", false],
    ["https://evil.example", false],
    ["/api/auth/redeem", false],
    ["", false],
    [["ping"], false],
    [null, false],
  ])("%j is known: %s", (name, expected) => expect(isRoute(name)).toBe(expected));
});

describe("a call", () => {
  it("goes to the component's own route, as its own page asks", async () => {
    fetched.mockResolvedValue(new Response("{}"));
    await callApi("pong-scoped", APP);
    expect(fetched).toHaveBeenCalledExactlyOnceWith(
      "/api/pong-scoped",
      expect.objectContaining({ credentials: "same-origin", headers: { "X-Gatepost": APP } }),
    );
  });

  it("shows status, body and challenge of a refusal as the API gave them", async () => {
    const challenge = 'Bearer error="insufficient_scope"';
    const init = { status: 403, headers: { "WWW-Authenticate": challenge } };
    fetched.mockResolvedValue(new Response('{"code":"insufficient_scope"}', init));
    expect(await callApi("pong-scoped", APP)).toEqual({
      route: "pong-scoped",
      status: 403,
      body: { code: "insufficient_scope" },
      wwwAuthenticate: challenge,
      milliseconds: expect.any(Number) as number,
    });
  });

  it.each<[string, () => void]>([
    ["the network is down", () => fetched.mockRejectedValue(new TypeError("failed"))],
    ["it takes too long", () => fetched.mockRejectedValue(new DOMException("", "TimeoutError"))],
  ])("is an answer of status 0 when %s", async (_, fail) => {
    fail();
    const body = { code: "component_unavailable", message: expect.any(String) as string };
    expect(await callApi("ping", APP)).toMatchObject({ status: 0, body });
  });

  it.each([
    ["text", "<h1>Bad gateway</h1>", "<h1>Bad gateway</h1>"],
    ["nothing", "", ""],
    ["too long for an event", JSON.stringify("x".repeat(5_000)), `"${"x".repeat(3_999)}`],
  ])("keeps the status of an answer that is %s", async (_, text, body) => {
    fetched.mockResolvedValue(new Response(text, { status: 502 }));
    expect(await callApi("ping", APP)).toMatchObject({ status: 502, body });
  });
});
