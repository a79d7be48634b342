/** A page is for one person: what it was shown is gone when somebody else is there. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Props, VERSION } from "../../wire/contract.gen";
import { APP, deliver, forgetListeners, openBridge, surroundWith } from "../test_support";

const ADA = "id-of-ada-0123456";
const BOB = "id-of-bob-0123456";
const replace = vi.fn();
const listener = { props: vi.fn(), commands: { ping: vi.fn() } };
let parent: { postMessage: ReturnType<typeof vi.fn> };
let bridge: ReturnType<typeof openBridge>;

forgetListeners();

function open(changes: { staysLoaded?: boolean } = {}): void {
  bridge = openBridge(listener.commands, { props: listener.props, ...changes });
  deliver({ gatepost: VERSION, type: "hello" }, APP, parent);
}

function sendProps(person: string | null, changes: Partial<Props> = {}): void {
  const rest = { v: VERSION, session: "session-of-the-tests", locale: "en" };
  const props = { ...rest, commands: [], person, ...changes };
  deliver({ gatepost: VERSION, type: "props", props, theme: {} }, APP, parent);
}

const posted = (type: string) =>
  parent.postMessage.mock.calls.flatMap(([body]) => (body.type === type ? [body] : []));

beforeEach(() => {
  for (const mock of [replace, listener.props, listener.commands.ping]) mock.mockReset();
  parent = { postMessage: vi.fn() };
  surroundWith(parent);
  vi.stubGlobal("location", { pathname: "/frame/hero", search: "?a=1", hash: "#b", replace });
});

describe("a page", () => {
  it.each<[string, (string | null)[], boolean]>([
    ["stays when the first person signs in", [null, ADA], false],
    ["stays while the person stays", [ADA, ADA], false],
    ["stays while nobody is there", [null, null], false],
    ["is loaded again for somebody else", [ADA, BOB], true],
    ["is loaded again when the person has left", [ADA, null], true],
    ["is loaded again for the second person after nobody", [null, ADA, BOB], true],
  ])("%s", (_, people, isLoadedAgain) => {
    open();
    for (const person of people) sendProps(person);
    expect(replace.mock.calls).toEqual(isLoadedAgain ? [["/frame/hero?a=1"]] : []);
  });

  it("is loaded again for another Python session, whose person may be another", () => {
    open();
    sendProps(ADA);
    sendProps(null, { session: "another-session-16" });
    expect(replace).toHaveBeenCalledOnce();
  });

  it("that is left takes in nothing more, and handles no command of the next person", () => {
    open();
    sendProps(ADA);
    const commands = [{ seq: 1, name: "ping", data: {} }];
    sendProps(BOB, { commands });
    sendProps(ADA, { commands });
    expect(listener.props).toHaveBeenCalledOnce();
    expect(listener.commands.ping).not.toHaveBeenCalled();
    expect(posted("handled")).toEqual([]);
    expect(replace).toHaveBeenCalledOnce();
  });

  it("that signs people in stays, and knows each of them", () => {
    open({ staysLoaded: true });
    for (const person of [null, ADA, BOB, null]) {
      sendProps(person);
      expect(bridge.person).toBe(person);
    }
    expect(replace).not.toHaveBeenCalled();
  });
});

describe("an event", () => {
  it("names whom the page was shown to when it was sent, though the page is left", () => {
    open();
    bridge.emit("first", {});
    sendProps(ADA);
    bridge.emit("second", {});
    sendProps(BOB);
    bridge.emit("third", {});
    expect(posted("event").map(({ person }) => person)).toEqual([null, ADA, ADA]);
  });
});
