import { afterEach, describe, expect, it, vi } from "vitest";
import {
  ADA,
  opened,
  rest,
  run,
  SETTLE_MS,
  show,
  showStreamlit,
  update,
} from "./streamlit_test_support";

showStreamlit();

describe("while a run goes on", () => {
  it("an event waits for its end, and a moment more, since another run may follow", async () => {
    const place = opened();
    await run();
    place.emit("onAdhocReport");
    vi.advanceTimersByTime(9_000);
    expect(place.ways).toEqual([]);
    await show({ script: "notRunning" });
    vi.advanceTimersByTime(SETTLE_MS - 1);
    expect(place.ways).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(place.ways).toEqual(["fragment"]);
  });

  it("an event waits 10 s at most, and then has the whole app run", async () => {
    const place = opened();
    await run();
    place.emit("onAdhocReport");
    vi.advanceTimersByTime(9_999);
    expect(place.ways).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(place.ways).toEqual(["app"]);
  });

  it("nothing is sent again, since that run may be the one that handles it", async () => {
    const place = opened();
    place.emit("onAdhocReport");
    vi.advanceTimersByTime(0);
    await run();
    vi.advanceTimersByTime(9_000);
    place.acknowledge();
    await rest();
    vi.advanceTimersByTime(60_000);
    expect(place.ways).toEqual(["fragment"]);
  });

  it("an event that its end leaves unacknowledged is sent again, and has the whole app run", async () => {
    const place = opened();
    place.emit("onAdhocReport");
    vi.advanceTimersByTime(0);
    await run();
    vi.advanceTimersByTime(3_000);
    await rest();
    expect(place.ways).toEqual(["fragment", "app"]);
  });

  it.each([
    ["somebody signs in", null, { reason: "signed_in", handover: "sealed" }],
    ["a sign-in is restored", null, { reason: "restored", handover: "sealed" }],
    ["the person signs out", ADA, { reason: "signed_out" }],
  ])("%s: that is sent at once, and has the whole app run", async (_, person, data) => {
    const place = opened(person);
    await run();
    update(place, data);
    expect(place.ways).toEqual(["app"]);
  });

  it.each([
    ["a token was renewed", ADA, { reason: "renewed", handover: "sealed" }],
    ["nobody is signed in, as before", null, { reason: "signed_out" }],
  ])("%s: that waits", async (_, person, data) => {
    const place = opened(person);
    await run();
    update(place, data);
    expect(place.ways).toEqual([]);
    await rest();
    expect(place.ways).toEqual(["fragment"]);
  });
});

describe("what changes who is signed in", () => {
  it("is no word of another page", async () => {
    const place = opened(ADA, false);
    await run();
    update(place, { reason: "signed_out" });
    expect(place.ways).toEqual([]);
  });

  it("has the whole app run at once, and is not sent at once a second time", async () => {
    const place = opened();
    update(place, { reason: "signed_in", handover: "sealed" });
    await run();
    place.emit("onAdhocReport");
    vi.advanceTimersByTime(5_000);
    expect(place.ways).toEqual(["app"]);
  });
});

describe("a click on a link", () => {
  const link = (href: string) => {
    const anchor = Object.assign(document.createElement("a"), { href });
    anchor.addEventListener("click", (event) => event.preventDefault());
    document.body.append(anchor);
    return anchor;
  };

  afterEach(() => history.replaceState(null, "", "/"));

  it("goes first: an event waits for the run that shows the view", async () => {
    const place = opened();
    link("/two").click();
    place.emit("onAdhocReport");
    vi.advanceTimersByTime(5_000);
    expect(place.ways).toEqual([]);
    await run();
    history.pushState(null, "", "/two");
    await rest();
    expect(place.ways).toEqual(["fragment"]);
  });

  it("goes first also while a run goes on, which says nothing of the next one", async () => {
    const place = opened();
    await run();
    link("/two").click();
    place.emit("onAdhocReport");
    await rest();
    vi.advanceTimersByTime(1_000);
    expect(place.ways).toEqual([]);
    await run();
    history.pushState(null, "", "/two");
    await rest();
    expect(place.ways).toEqual(["fragment"]);
  });

  it("that is lost holds an event up for 10 s", async () => {
    const place = opened();
    link("/two").click();
    place.emit("onAdhocReport");
    vi.advanceTimersByTime(10_000);
    expect(place.ways).toEqual(["fragment"]);
    await run();
    place.acknowledge();
    await rest();
    place.emit("onAdhocReport");
    vi.advanceTimersByTime(SETTLE_MS);
    expect(place.ways).toEqual(["fragment", "fragment"]);
  });

  it.each([
    ["asks for none", "#here", {}],
    ["shows the view elsewhere", "/two", { ctrlKey: true }],
    ["leaves the app", "https://example.org/two", {}],
  ])("that %s holds an event up for a second", (_, href, keys) => {
    const place = opened();
    link(href).dispatchEvent(
      new MouseEvent("click", { bubbles: true, cancelable: true, composed: true, ...keys }),
    );
    place.emit("onAdhocReport");
    vi.advanceTimersByTime(999);
    expect(place.ways).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(place.ways).toEqual(["fragment"]);
  });
});

describe("a page of which Streamlit has lost a part", () => {
  it("is asked for again when the app was drawn for another person than its connection", async () => {
    const place = opened();
    place.connect({ person: ADA });
    vi.advanceTimersByTime(1_000);
    expect(place.ways).toEqual(["app"]);
    place.drawFrame();
    vi.advanceTimersByTime(60_000);
    expect(place.ways).toEqual(["app"]);
  });

  it("is asked for again three times, as the app may leave the connection out", async () => {
    const place = opened();
    place.disconnect();
    for (let more = 0; more < 10; more++) {
      await run();
      await rest();
      vi.advanceTimersByTime(1_000);
    }
    expect(place.ways).toEqual(["app", "app", "app"]);
  });

  it("is not asked for again while a run goes on", async () => {
    const place = opened();
    await run();
    place.disconnect();
    vi.advanceTimersByTime(60_000);
    expect(place.ways).toEqual([]);
  });
});

describe("a sign-in that ends", () => {
  it("has the app run at its end, whatever the frame does", () => {
    const place = opened(ADA);
    place.endsIn = 600_000;
    place.connect();
    vi.advanceTimersByTime(599_999);
    expect(place.ways).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(place.ways).toEqual(["app"]);
  });

  it("and is renewed before has it run at the new end alone", () => {
    const place = opened(ADA);
    place.endsIn = 600_000;
    place.connect();
    vi.advanceTimersByTime(540_000);
    place.connect();
    vi.advanceTimersByTime(599_999);
    place.cleanUp();
    vi.advanceTimersByTime(60_000);
    expect(place.ways).toEqual([]);
  });

  it("long after a timer's longest time has it run at no wrong time", () => {
    const place = opened(ADA);
    place.endsIn = 31 * 24 * 3_600_000;
    place.connect();
    vi.advanceTimersByTime(24 * 3_600_000);
    expect(place.ways).toEqual([]);
  });
});
