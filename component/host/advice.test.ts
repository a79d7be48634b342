import { afterEach, describe, expect, it, vi } from "vitest";
import { COMPONENT, forgetPlaces, Place } from "./test_support";

forgetPlaces();
afterEach(() => vi.unstubAllGlobals());

const PAGE = `${COMPONENT}/frame/hero`;

/** What the notice shows to somebody who waits for a page that does not come. */
function advice(place = new Place()): string | null {
  vi.advanceTimersByTime(3_000);
  return place.notice;
}

/** The policy of the app's page refuses an address, as the browser reports it to the document. */
function refuse(blockedURI: string, effectiveDirective = "frame-src"): void {
  const event = new Event("securitypolicyviolation");
  document.dispatchEvent(Object.assign(event, { blockedURI, effectiveDirective }));
}

const crossOrigin = {
  get location(): Location {
    throw new DOMException("Blocked a frame from accessing a cross-origin frame.", "SecurityError");
  },
};

describe("an app that is embedded", () => {
  it.each([
    ["of another origin", crossOrigin],
    ["of another origin that can be read", { location: { origin: "https://other.example" } }],
  ])("in a page %s is the reason, not a setting that is right", (_, top) => {
    vi.stubGlobal("top", top);
    expect(advice()).toContain("is not shown while this app is embedded in another site's page.");
    expect(advice()).toContain(`Open ${location.origin} in a tab of its own, or ask`);
    expect(advice()).toContain("embedded_by of this app in GATEPOST_APPS");
  });

  it("names the outermost page where the browser lists those around it", () => {
    vi.stubGlobal("top", crossOrigin);
    const ancestorOrigins = [location.origin, "https://intranet.example"];
    vi.stubGlobal("location", { origin: location.origin, ancestorOrigins });
    expect(advice()).toContain("while this app is embedded in https://intranet.example.");
  });

  it("in its own host's page, as on Community Cloud, is not", () => {
    vi.stubGlobal("top", { location: { origin: location.origin } });
    expect(advice()).toContain("GATEPOST_APPS lists");
  });
});

describe("a policy of the app's page", () => {
  it.each([
    ["frame-src", PAGE],
    ["child-src", COMPONENT],
  ])("that forbids the frame is named, with what to add to %s", (directive, blocked) => {
    const place = new Place();
    refuse(blocked, directive);
    expect(advice(place)).toContain(`forbids ${COMPONENT}: add it to ${directive}.`);
    expect(place.notice).not.toContain("GATEPOST_APPS");
  });

  it.each(["https://other.example", `${COMPONENT}.evil.example`, "inline", "data"])(
    "that forbids %s has nothing to do with it",
    (blocked) => {
      const place = new Place();
      refuse(blocked);
      expect(advice(place)).toContain("GATEPOST_APPS");
    },
  );

  it("is not blamed any more once it is changed", () => {
    const place = new Place();
    refuse(PAGE);
    expect(advice(place)).toContain("Content-Security-Policy");
    vi.advanceTimersByTime(5_000);
    expect(advice(place)).toContain("GATEPOST_APPS");
  });

  it("is not listened to once the host has gone", () => {
    const remove = vi.spyOn(document, "removeEventListener");
    new Place().cleanUp();
    expect(remove.mock.calls.map(([type]) => type)).toEqual(["securitypolicyviolation"]);
  });
});
