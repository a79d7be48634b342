// @vitest-environment happy-dom
import { describe, expect, it, vi } from "vitest";
import { VERSION } from "../../wire/contract.gen";
import { deliver, openBridge } from "../test_support";
import { isAllAround } from "./ancestors";

const APP = "https://one.example";

const within = (ancestors: string[] | undefined) =>
  vi.stubGlobal("location", { origin: "https://component.example", ancestorOrigins: ancestors });

describe("the pages around this one", () => {
  it.each([
    ["the app alone", [APP], true],
    ["the app in a page of its own", [APP, APP], true],
    ["another registered app", [APP, "https://two.example"], false],
    ["another page between", ["https://two.example", APP], false],
    ["a page that hides its origin", [APP, "null"], false],
    ["a subdomain", [APP, "https://sub.one.example"], false],
  ])("that are %s are the app's: %#", (_, ancestors, expected) => {
    within(ancestors);
    expect(isAllAround(APP)).toBe(expected);
  });

  it("in a browser that does not list them is one alone", () => {
    within(undefined);
    expect(isAllAround(APP)).toBe(true);
    vi.stubGlobal("top", {});
    expect(isAllAround(APP)).toBe(false);
  });
});

it("are compared before a page answers its host", () => {
  const parent = { postMessage: vi.fn() };
  vi.stubGlobal("parent", parent);
  const bridge = openBridge({}, { apps: [APP, "https://two.example"] });
  for (const [ancestors, answers] of [
    [[APP, "https://two.example"], false],
    [[APP], true],
  ] as const) {
    within([...ancestors]);
    deliver({ gatepost: VERSION, type: "hello" }, APP, parent);
    expect([bridge.app, parent.postMessage.mock.calls.length > 0]).toEqual([
      answers ? APP : null,
      answers,
    ]);
  }
});
