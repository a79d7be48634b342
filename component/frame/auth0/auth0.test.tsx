import { beforeEach, describe, expect, it, vi } from "vitest";
import { auth0 as messages } from "../messages/en.json";
import { APP, CHALLENGE, failure, settle, signedIn, signedOut } from "../test_support";
import {
  alert,
  answer,
  asked,
  events,
  fetched,
  forgetMessages,
  labels,
  loadPage,
  posts,
  props,
  send,
  status,
  toOtherTabs,
} from "./page_test_support";

loadPage();

describe("the page", () => {
  it("asks nothing and shows no button before its app has spoken", async () => {
    await vi.advanceTimersByTimeAsync(60_000);
    expect(status()).toBe(messages.connecting);
    expect(labels()).toEqual([]);
    expect(fetched).not.toHaveBeenCalled();
    expect(posts()).toBe("[]");
  });

  it("asks once for each Python session, for the app around it", async () => {
    answer(signedOut());
    await props();
    await props();
    expect(fetched).toHaveBeenCalledOnce();
    const question = { op: "status", challenge: CHALLENGE, fresh: false };
    expect(asked()).toEqual([{ path: "/api/auth/session", method: "POST", ...question }]);
    expect(fetched.mock.calls[0]?.[1].headers).toMatchObject({ "X-Gatepost": APP });
    await props({ session: "another-session-16" });
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it("offers the sign-in to somebody signed out", async () => {
    answer(signedOut());
    await props();
    expect([status(), labels()]).toEqual([messages.signed_out, [messages.signIn]]);
  });

  it("names who is signed in, and tells Python by a handover only", async () => {
    answer(signedIn());
    await props();
    expect([status(), labels()]).toEqual(["Signed in as Ada", [messages.signOut]]);
    expect(events()).toMatchObject([
      {
        name: "onStatusUpdate",
        data: { reason: "restored", challenge: CHALLENGE, handover: "sealed-handover" },
      },
    ]);
    expect(posts()).not.toMatch(/Ada|ada@example/);
  });

  it.each(["<img src=x onerror=alert(1)>", "$&", "$`$'$$", "{name}"])(
    "shows a name as text, never as markup or pattern: %s",
    async (name) => {
      answer(signedIn({ user: { name, email: null } }));
      await props();
      expect(status()).toBe(`Signed in as ${name}`);
      expect(document.querySelector("[role=status] bdi")?.textContent).toBe(name);
      expect(document.querySelector("img")).toBeNull();
    },
  );

  it("says what went wrong, with a button to try again", async () => {
    answer(failure(503, "provider_unavailable"));
    await props();
    expect([status(), alert()]).toEqual(["", "Sentence of provider_unavailable."]);
    expect(labels()).toEqual([messages.tryAgain, messages.signOut]);
  });
});

describe("a command", () => {
  beforeEach(async () => {
    answer(signedIn());
    await props();
    forgetMessages();
  });

  it("calls a route by its name and reports the answer", async () => {
    answer({ status: 401, json: { code: "invalid_token" } });
    await send("callRoute", { route: "pong" });
    expect(events().at(-1)).toMatchObject({
      name: "onAdhocReport",
      data: { report: "apiAnswer", data: { route: "pong", status: 401 } },
    });
  });

  it.each([
    ["the person whom it was asked for", "id-of-ada-0123456", true],
    ["nobody else", "id-of-bob-0123456", false],
    ["nobody where nobody is there any more", null, false],
  ])("reports an answer to %s", async (_, next, isReported) => {
    let arrive = (_: Response): void => {};
    fetched.mockImplementationOnce(() => new Promise((resolve) => (arrive = resolve)));
    await props({ challenge: "n".repeat(43), person: "id-of-ada-0123456" });
    await send("callRoute", { route: "pong" }, { person: "id-of-ada-0123456" });
    await props({ challenge: "n".repeat(43), person: next });
    arrive(new Response('{"message":"for ada"}'));
    await settle();
    expect(JSON.stringify(events()).includes("for ada")).toBe(isReported);
  });

  it.each<[unknown, string]>([
    ["constructor", "unknown_route"],
    ["https://evil.example", "command_malformed"],
    ["", "command_malformed"],
    [null, "command_malformed"],
    [["ping"], "command_malformed"],
  ])("calls nothing for the route %j", async (route, code) => {
    const count = fetched.mock.calls.length;
    await send("callRoute", { route });
    expect(fetched).toHaveBeenCalledTimes(count);
    expect(events().at(-1)).toMatchObject({ name: "onError", data: { code } });
  });

  it("asks with the challenge of the last props, though a handover for it was sent", async () => {
    await send("renew", {}, { challenge: CHALLENGE });
    expect(asked().at(-1)).toMatchObject({ op: "status", challenge: CHALLENGE, fresh: true });
    await send("check", {}, { challenge: "n".repeat(43) });
    expect(asked().at(-1)).toMatchObject({ op: "status", challenge: "n".repeat(43) });
  });

  it("renews the access token", async () => {
    await send("renew");
    expect(asked().at(-1)).toMatchObject({ op: "status", fresh: true });
  });

  it("signs out without a window, and tells the other tabs", async () => {
    const open = vi.fn();
    vi.stubGlobal("open", open);
    answer(signedOut());
    await send("signOut");
    await settle();
    expect(open).not.toHaveBeenCalled();
    expect(asked().map(({ method }) => method)).toContain("DELETE");
    expect(status()).toBe(messages.signed_out);
    expect(toOtherTabs).toHaveBeenCalledExactlyOnceWith({ app: APP, change: "signed_out" });
  });
});
