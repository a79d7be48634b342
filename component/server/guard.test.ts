import type { NextApiRequest } from "next";
import { describe, expect, it } from "vitest";
import { APP, BASE_URL, OTHER_APP, OWN_PAGE, setSettings } from "../test_support";
import { AppNotRegistered, ForbiddenRequest } from "./errors";
import { fromAnywhere, fromOwnPage, fromServer, type Guard } from "./route";

setSettings();

type Headers = Record<string, string | undefined>;

function ask(guard: Guard, method: string, headers: Headers): void {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  guard({ method, headers: Object.fromEntries(lower) } as unknown as NextApiRequest);
}

function lets(guard: Guard, method: string, headers: Headers): boolean {
  try {
    ask(guard, method, headers);
    return true;
  } catch (error) {
    if (error instanceof ForbiddenRequest) return false;
    throw error;
  }
}

const own = (changes: Headers = {}): Headers => ({ ...OWN_PAGE, ...changes });
const METHODS = ["GET", "POST", "DELETE"];

const refusedAlways: [string, Headers][] = [
  ["without the custom header", own({ "X-Gatepost": undefined })],
  ["with an empty custom header", own({ "X-Gatepost": "" })],
  ["from an app that embeds the frame", own({ Origin: APP })],
  ["from the origin null", own({ Origin: "null" })],
  ["with an empty origin", own({ Origin: "" })],
  ["from a subdomain", own({ Origin: "https://evil.component.example" })],
  ["from an origin that starts alike", own({ Origin: `${BASE_URL}.evil.example` })],
  ["from the same host over http", own({ Origin: "http://component.example" })],
  ["from another port", own({ Origin: `${BASE_URL}:444` })],
  ["from another site", own({ "Sec-Fetch-Site": "cross-site" })],
  ["from the same site", own({ "Sec-Fetch-Site": "same-site" })],
  ["typed into the address bar", own({ "Sec-Fetch-Site": "none" })],
  ["with an unknown site", own({ "Sec-Fetch-Site": "" })],
  ["with two sites", own({ "Sec-Fetch-Site": "same-origin, cross-site" })],
];

describe("a route for the own page", () => {
  describe.each(METHODS)("%s", (method) => {
    it("lets the own page in", () => expect(lets(fromOwnPage, method, own())).toBe(true));

    it("lets the own page in for every registered app", () => {
      expect(lets(fromOwnPage, method, own({ "X-Gatepost": OTHER_APP }))).toBe(true);
    });

    it("lets the own page in when the browser has no Fetch Metadata", () => {
      expect(lets(fromOwnPage, method, own({ "Sec-Fetch-Site": undefined }))).toBe(true);
    });

    it.each(refusedAlways)("refuses a request %s", (_, headers) => {
      expect(lets(fromOwnPage, method, headers)).toBe(false);
    });

    it.each([
      "1",
      "null",
      "https://evil.example",
      `${APP}/`,
      `${APP}.evil.example`,
      `${APP}, ${OTHER_APP}`,
    ])("refuses %s as an app, for it is not registered", (app) => {
      expect(() => ask(fromOwnPage, method, own({ "X-Gatepost": app }))).toThrow(AppNotRegistered);
    });

    it("tells a foreign page nothing about which apps are registered", () => {
      const foreign = own({ Origin: APP, "X-Gatepost": "https://evil.example" });
      expect(lets(fromOwnPage, method, foreign)).toBe(false);
    });
  });

  it.each([
    ["GET", true], // browsers leave Origin out of a same-origin GET
    ["POST", false],
    ["DELETE", false],
  ])("%s without an origin is let in: %s", (method, expected) => {
    expect(lets(fromOwnPage, method, own({ Origin: undefined }))).toBe(expected);
  });
});

describe("a route for servers", () => {
  it.each(METHODS)("lets %s of a server in", (method) => {
    expect(lets(fromServer, method, {})).toBe(true);
  });

  it.each<[string, Headers]>([
    ["the own page's origin", { Origin: BASE_URL }],
    ["a registered app's origin", { Origin: APP }],
    ["the origin null", { Origin: "null" }],
    ["an empty origin", { Origin: "" }],
    ["Sec-Fetch-Site same-origin", { "Sec-Fetch-Site": "same-origin" }],
    ["Sec-Fetch-Site cross-site", { "Sec-Fetch-Site": "cross-site" }],
    ["Sec-Fetch-Site none", { "Sec-Fetch-Site": "none" }],
    ["everything the own page sends", own()],
  ])("refuses a browser, known by %s", (_, headers) => {
    for (const method of METHODS) expect(lets(fromServer, method, headers)).toBe(false);
  });
});

it("lets anybody in where a route is for all", () => {
  expect(lets(fromAnywhere, "GET", { Origin: "null", "Sec-Fetch-Site": "cross-site" })).toBe(true);
});
