import { describe, expect, it, vi } from "vitest";
import { VERSION } from "../../wire/contract.gen";
import { APP, deliver, forgetListeners, openBridge, surroundWith } from "../test_support";

const OTHER_APP = "https://two.example";
const parent = { postMessage: vi.fn() };

forgetListeners();

/** The app that the page answers, in a browser that lists those pages around it. */
function answered(ancestorOrigins: string[] | undefined): string | null {
  vi.stubGlobal("location", { origin: "https://component.example", ancestorOrigins });
  parent.postMessage.mockReset();
  const bridge = openBridge({}, { apps: [APP, OTHER_APP] });
  deliver({ gatepost: VERSION, type: "hello" }, APP, parent);
  expect(parent.postMessage.mock.calls.length > 0).toBe(bridge.app !== null);
  return bridge.app;
}

describe("a page", () => {
  it.each<[string, string[], string | null]>([
    ["in the app alone", [APP], APP],
    ["in the app in a page of its own", [APP, APP], APP],
    ["of an app in another registered one", [APP, OTHER_APP], null],
    ["with another page between", [OTHER_APP, APP], null],
    ["in a page that hides its origin", [APP, "null"], null],
    ["of an app in its subdomain", [APP, "https://sub.one.example"], null],
  ])("%s answers %j: %s", (_, ancestors, expected) => {
    surroundWith(parent);
    expect(answered(ancestors)).toBe(expected);
  });

  it("in a browser that does not list them answers one alone", () => {
    surroundWith(parent);
    expect(answered(undefined)).toBe(APP);
    vi.stubGlobal("top", {});
    expect(answered(undefined)).toBeNull();
  });
});
