/** A page that stands where another one stood handles no command a second time. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Message, VERSION } from "../../wire/contract.gen";
import { APP, deliver, forgetListeners, openBridge, surroundWith } from "../test_support";

const SESSION = "session-of-the-tests";

let parent: { postMessage: ReturnType<typeof vi.fn> };
let handledCommands: unknown[];

forgetListeners();

/** A new document: the listeners of the one before it are gone. */
class Page {
  private readonly listeners: EventListener[] = [];

  constructor() {
    const add = vi.spyOn(globalThis, "addEventListener");
    const show = ({ text }: Record<string, unknown>) => handledCommands.push(text);
    openBridge({ show });
    for (const [type, listener] of add.mock.calls)
      if (type === "message") this.listeners.push(listener as EventListener);
    deliver({ gatepost: VERSION, type: "hello" }, APP, parent);
  }

  take(numbers: number[], session = SESSION): void {
    const commands: Message[] = numbers.map((seq) => ({ seq, name: "show", data: { text: seq } }));
    const props = {
      v: VERSION,
      session,
      person: null,
      commands,
      locale: "en",
    };
    deliver({ gatepost: VERSION, type: "props", props, theme: {} }, APP, parent);
  }

  end(): void {
    for (const listener of this.listeners) removeEventListener("message", listener);
  }
}

const handled = () =>
  parent.postMessage.mock.calls.flatMap(([body]) => (body.type === "handled" ? [body.seq] : []));

beforeEach(() => {
  handledCommands = [];
  parent = { postMessage: vi.fn() };
  surroundWith(parent);
});

describe("a page in the place of another one", () => {
  it("goes on where that one has stopped, and acknowledges that to the host", () => {
    const first = new Page();
    first.take([1, 2]);
    first.end();
    parent.postMessage.mockReset(); // the host has received nothing of it
    new Page().take([1, 2, 3]);
    expect(handledCommands).toEqual([1, 2, 3]);
    expect(handled()).toEqual([2, 3]);
  });

  it("begins again with another Python session", () => {
    const first = new Page();
    first.take([1, 2]);
    first.end();
    new Page().take([1], "another-session-of-the-tests");
    expect(handledCommands).toEqual([1, 2, 1]);
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
  ])("handles in a browser whose storage %s", (_, prepare) => {
    prepare();
    new Page().take([1, 2]);
    expect(handledCommands).toEqual([1, 2]);
    expect(handled()).toEqual([1, 2]);
  });
});
