import { beforeEach, describe, expect, it } from "vitest";
import { VERSION } from "../../wire/contract.gen";
import {
  command,
  commands,
  deliver,
  error,
  events,
  HELLO,
  ofType,
  onProps,
  openPages,
  propsWith,
  sendProps,
} from "./bridge_test_support";

openPages();

describe("commands", () => {
  beforeEach(() => deliver(HELLO));

  it("are handled once, in order, though they come in several props", () => {
    const both = [command(1, "ping", { a: 1 }), command(2, "pong", { b: 2 })];
    sendProps({ commands: both });
    sendProps({ commands: both });
    sendProps({ commands: [command(2, "pong"), command(3, "ping", { c: 3 })] });
    expect(commands.ping?.mock.calls).toEqual([[{ a: 1 }], [{ c: 3 }]]);
    expect(commands.pong?.mock.calls).toEqual([[{ b: 2 }]]);
  });

  it("are acknowledged before they run", () => {
    const handled: unknown[] = [];
    commands.ping?.mockImplementation(() => handled.push(ofType("handled")));
    sendProps({ commands: [command(4, "ping"), command(5, "ping")] });
    const message = (seq: number) => ({ gatepost: VERSION, type: "handled", seq });
    expect(handled).toEqual([[message(4)], [message(4), message(5)]]);
  });

  it("are acknowledged once, also those that nobody knows", () => {
    const both = [command(1, "format"), command(2, "ping")];
    sendProps({ commands: both });
    sendProps({ commands: both });
    expect(ofType("handled").map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it("that throw become an error, and later ones still run", () => {
    commands.ping?.mockImplementation(() => {
      throw new Error("with the person's data in it");
    });
    sendProps({ commands: [command(1, "ping"), command(2, "pong")] });
    expect(events()).toEqual([error("command_failed")]);
    expect(JSON.stringify(events())).not.toContain("person's data");
    expect(commands.pong).toHaveBeenCalledOnce();
    expect(ofType("handled").map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it.each(["format", "constructor", "toString", "hasOwnProperty"])(
    "named %s are unknown: an error names them and later ones still run",
    (name) => {
      sendProps({ commands: [command(1, name), command(2, "ping")] });
      expect(events()).toEqual([error("unknown_command")]);
      expect(commands.ping).toHaveBeenCalledOnce();
    },
  );
});

describe("props", () => {
  beforeEach(() => deliver(HELLO));

  it("reach the page, which learns whether the Python session is new", () => {
    sendProps();
    sendProps({ locale: "de" });
    sendProps({ session: "another-session-16" });
    expect(onProps.mock.calls.map(([, isNew]) => isNew as boolean)).toEqual([true, false, true]);
    expect(onProps.mock.calls[0]?.[0]).toEqual(propsWith());
  });

  it("of a new Python session count commands from 1 again", () => {
    sendProps({ commands: [command(5, "ping")] });
    sendProps({ commands: [command(1, "ping")] });
    expect(commands.ping).toHaveBeenCalledOnce();
    sendProps({ session: "another-session-16", commands: [command(1, "ping")] });
    sendProps({ session: "another-session-16", commands: [command(1, "ping")] });
    expect(commands.ping).toHaveBeenCalledTimes(2);
    expect(ofType("handled").map(({ seq }) => seq)).toEqual([5, 1]);
  });

  it("reach the page before the commands that come with them", () => {
    sendProps({ commands: [command(1, "ping")] });
    expect(onProps.mock.invocationCallOrder[0]).toBeLessThan(
      commands.ping?.mock.invocationCallOrder[0] ?? 0,
    );
  });

  it.each<[string, unknown]>([
    ["no props", undefined],
    ["a list", []],
    ["another version", { ...propsWith(), v: VERSION + 1 }],
    ["no session", { ...propsWith(), session: undefined }],
    ["a session that is a number", { ...propsWith(), session: 1 }],
    ["no commands", { ...propsWith(), commands: undefined }],
    ["a command that is text", { ...propsWith(), commands: ["ping"] }],
    ["a command without a number", { ...propsWith(), commands: [{ name: "ping", data: {} }] }],
    ["a command of number 1.5", { ...propsWith(), commands: [command(1.5, "ping")] }],
    ["a command of number x", { ...propsWith(), commands: [{ ...command(1, "ping"), seq: "x" }] }],
    ["a command of number Infinity", { ...propsWith(), commands: [command(Infinity, "ping")] }],
    [
      "a command whose data are text",
      { ...propsWith(), commands: [{ ...command(1, "ping"), data: "x" }] },
    ],
    ["a session that is too short", { ...propsWith(), session: "short" }],
    ["a command of no name", { ...propsWith(), commands: [command(1, "__proto__")] }],
    ["a locale that is an object", { ...propsWith(), locale: {} }],
    ["no person", { ...propsWith(), person: undefined }],
    ["a person that is a number", { ...propsWith(), person: 1 }],
  ])("with %s are ignored without an exception", (_, props) => {
    deliver({ gatepost: VERSION, type: "props", props, theme: {} });
    expect(onProps).not.toHaveBeenCalled();
    expect(commands.ping).not.toHaveBeenCalled();
    sendProps();
    expect(onProps).toHaveBeenCalledOnce();
  });
});
