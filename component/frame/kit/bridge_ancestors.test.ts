import { describe, expect, it, vi } from "vitest";
import { VERSION } from "../../wire/contract.gen";
import { APP, deliver, forgetListeners, openBridge, surroundWith } from "../test_support";

const OTHER_APP = "https://two.example";
const PORTAL = "https://intranet.example";
const parent = { postMessage: vi.fn() };

forgetListeners();

/** The app that the page answers, in a browser that lists those pages around it. */
function answered(ancestorOrigins: string[] | undefined, search = ""): string | null {
  vi.stubGlobal("location", { origin: "https://component.example", search, ancestorOrigins });
  parent.postMessage.mockReset();
  const bridge = openBridge({}, { apps: { [APP]: [PORTAL], [OTHER_APP]: [] } });
  deliver({ gatepost: VERSION, type: "hello" }, APP, parent);
  expect(parent.postMessage.mock.calls.length > 0).toBe(bridge.app !== null);
  return bridge.app;
}

describe("a page", () => {
  it.each<[string, string[], string | null]>([
    ["in the app alone", [APP], APP],
    ["in the app in a page of its own", [APP, APP], APP],
    ["in the app in a site that may embed it", [APP, PORTAL], APP],
    ["of an app in another registered one", [APP, OTHER_APP], null],
    ["with another page between", [OTHER_APP, APP], null],
    ["with another page around the site", [APP, PORTAL, OTHER_APP], null],
    ["in a page that hides its origin", [APP, "null"], null],
    ["of an app in its subdomain", [APP, "https://sub.one.example"], null],
  ])("%s answers %j: %s", (_, ancestors, expected) => {
    surroundWith(parent);
    expect(answered(ancestors)).toBe(expected);
    // The list decides, whatever the address names.
    expect(answered(ancestors, `?app=${APP}`)).toBe(expected);
  });

  it("in a browser that does not list them answers one alone", () => {
    surroundWith(parent);
    expect(answered(undefined)).toBe(APP);
    vi.stubGlobal("top", {});
    expect(answered(undefined)).toBeNull();
  });

  it.each<[string, string | null]>([
    [`?app=${APP}`, APP],
    [`?app=${encodeURIComponent(APP)}`, APP],
    [`?app=${OTHER_APP}`, null],
    [`?app=${APP}&app=${OTHER_APP}`, null],
    [`?app=${OTHER_APP}&app=${APP}`, null],
  ])("there answers among several by the policy of its address %s: %s", (search, expected) => {
    surroundWith(parent);
    vi.stubGlobal("top", {});
    expect(answered(undefined, search)).toBe(expected);
  });

  it("answers no app that is not registered, whatever its name", () => {
    surroundWith(parent);
    const bridge = openBridge({}, { apps: {} });
    for (const origin of ["https://constructor", "constructor", "__proto__"])
      deliver({ gatepost: VERSION, type: "hello" }, origin, parent);
    expect(bridge.app).toBeNull();
  });
});
