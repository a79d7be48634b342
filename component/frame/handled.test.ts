/** A page that stands where another one stood obeys no command a second time. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Bridge } from "./bridge";
import type { Message } from "./events.gen";
import { APP, forgetListeners, say, surroundWith } from "./test_support";

const SESSION = "session-of-the-tests";

let parent: { postMessage: ReturnType<typeof vi.fn> };
let obeyed: unknown[];

forgetListeners();

/** A new document: the listeners of the one before it are gone. */
class Page {
  private readonly heard: EventListener[] = [];

  constructor() {
    const add = vi.spyOn(globalThis, "addEventListener");
    const show = ({ text }: Record<string, unknown>) => obeyed.push(text);
    new Bridge([APP], { props: () => {}, commands: { show } });
    for (const [type, listener] of add.mock.calls)
      if (type === "message") this.heard.push(listener as EventListener);
    say({ gatepost: 3, type: "hello" }, APP, parent);
  }

  take(numbers: number[], session = SESSION): void {
    const commands: Message[] = numbers.map((seq) => ({ seq, name: "show", data: { text: seq } }));
    const props = {
      v: 3,
      session,
      challenge: null,
      person: null,
      grant: null,
      ack: null,
      commands,
      locale: "en",
    };
    say({ gatepost: 3, type: "props", props, theme: {} }, APP, parent);
  }

  end(): void {
    for (const listener of this.heard) removeEventListener("message", listener);
  }
}

const handled = () =>
  parent.postMessage.mock.calls.flatMap(([body]) => (body.type === "handled" ? [body.seq] : []));

beforeEach(() => {
  obeyed = [];
  parent = { postMessage: vi.fn() };
  surroundWith(parent);
});

describe("a page in the place of another one", () => {
  it("goes on where that one has stopped, and tells the host where that was", () => {
    const first = new Page();
    first.take([1, 2]);
    first.end();
    parent.postMessage.mockReset(); // the host has heard nothing of it
    new Page().take([1, 2, 3]);
    expect(obeyed).toEqual([1, 2, 3]);
    expect(handled()).toEqual([2, 3]);
  });

  it("does not run a command again at which that one died", () => {
    const first = new Page();
    first.take([1]);
    first.end();
    new Page().take([1]);
    expect(obeyed).toEqual([1]);
  });

  it("begins anew with another Python session", () => {
    const first = new Page();
    first.take([1, 2]);
    first.end();
    new Page().take([1], "another-session-of-the-tests");
    expect(obeyed).toEqual([1, 2, 1]);
  });

  it.each<[string, () => void]>([
    [
      "blocks all storage",
      () =>
        vi.spyOn(globalThis, "sessionStorage", "get").mockImplementation(() => {
          throw new DOMException("denied", "SecurityError");
        }),
    ],
    [
      "is full",
      () =>
        vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
          throw new DOMException("full", "QuotaExceededError");
        }),
    ],
    ["holds something else", () => sessionStorage.setItem(`gatepost.handled.${SESSION}`, "x")],
  ])("obeys in a browser whose storage %s", (_, prepare) => {
    prepare();
    new Page().take([1, 2]);
    expect(obeyed).toEqual([1, 2]);
    expect(handled()).toEqual([1, 2]);
  });
});
