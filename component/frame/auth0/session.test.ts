import { beforeEach, describe, expect, it, vi } from "vitest";
import { askStatus, deleteSession, SessionError, sendCode } from "./session";

const CALLER = { app: "https://one.example", challenge: "c".repeat(43) };
const QUIET = { fresh: false, login: false };
const SIGNED_IN = {
  user: { name: "Ada", email: null },
  grant: "grant-of-the-tests",
  person: "person-ada",
  expiresIn: 300,
  handover: "sealed",
  endSessionUrl: null,
  kept: true,
  revocation: null,
};
const SIGNED_OUT = {
  user: null,
  ended: null,
  unrevoked: false,
  authorizeUrl: "https://issuer.example",
  state: "s",
  transaction: "t",
};

const fetched = vi.fn<typeof fetch>();

const answer = (body: unknown, status = 200) =>
  fetched.mockImplementation(async () => new Response(JSON.stringify(body), { status }));
const sent = () => {
  const [path, init] = fetched.mock.calls[0] ?? [];
  return { path, init, body: JSON.parse(String(init?.body ?? "null")) as unknown };
};
const useLocks = (locks: unknown) =>
  vi.spyOn(navigator, "locks", "get").mockReturnValue(locks as LockManager);

/** Locks as a browser has them: one holder at a time. */
function makeLocks() {
  let tail: Promise<unknown> = Promise.resolve();
  const request = vi.fn((_name: string, work: () => Promise<unknown>) => {
    const done = tail.then(work);
    tail = done.catch(() => {});
    return done;
  });
  return { query: async () => ({ held: [], pending: [] }), request };
}

beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal("fetch", fetched);
  if (!("locks" in navigator))
    Object.defineProperty(navigator, "locks", { get: () => undefined, configurable: true });
});

describe("a question to the session route", () => {
  it("asks for the status as the own page does, with its cookie", async () => {
    answer(SIGNED_OUT);
    expect(await askStatus(CALLER, { ...QUIET, fresh: true })).toEqual(SIGNED_OUT);
    const { path, init, body } = sent();
    expect(path).toBe("/api/auth/session");
    expect(init).toMatchObject({
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-Gatepost": CALLER.app },
    });
    expect(body).toEqual({ op: "status", challenge: CALLER.challenge, fresh: true });
  });

  it("that is refused is asked once more, with what was refused", async () => {
    const answers = [{ user: null, refused: "one" }, SIGNED_IN];
    fetched.mockImplementation(async () => new Response(JSON.stringify(answers.shift())));
    expect(await askStatus(CALLER, QUIET)).toEqual(SIGNED_IN);
    const bodies = fetched.mock.calls.map(([, init]) => JSON.parse(String(init?.body)) as object);
    const question = { op: "status", challenge: CALLER.challenge, fresh: false };
    expect(bodies).toEqual([question, { ...question, refused: "one" }]);
  });

  it("is not asked for ever", async () => {
    let asked = 0;
    fetched.mockImplementation(async () => {
      asked += 1;
      return new Response(JSON.stringify({ user: null, refused: `refused-${asked}` }));
    });
    await expect(askStatus(CALLER, QUIET)).rejects.toMatchObject({ code: "session_refused" });
    expect(asked).toBe(3);
  });

  it("sends the code with its transaction", async () => {
    answer(SIGNED_IN);
    expect(await sendCode(CALLER, "sealed transaction", { code: "c" })).toEqual(SIGNED_IN);
    const params = { code: "c" };
    expect(sent().body).toEqual({
      op: "code",
      challenge: CALLER.challenge,
      transaction: "sealed transaction",
      params,
    });
  });

  it("deletes the session without a body", async () => {
    answer({ user: null });
    await deleteSession(CALLER, null);
    expect(sent().init).toMatchObject({ method: "DELETE", keepalive: true });
    expect(sent().init).not.toHaveProperty("body");
  });

  it("keeps nothing of an answer that it does not know, a token least of all", async () => {
    answer({ ...SIGNED_IN, accessToken: "leaked" });
    expect(await askStatus(CALLER, QUIET)).toEqual(SIGNED_IN);
  });
});

describe("a question that fails", () => {
  const code = (error: unknown) => (error instanceof SessionError ? error.code : error);

  it.each([
    [403, "login_denied"],
    [503, "provider_unavailable"],
    [500, "misconfigured"],
  ])("with %i passes the server's code %s and sentence on", async (status, name) => {
    answer({ code: name, message: "A sentence." }, status);
    await expect(askStatus(CALLER, QUIET)).rejects.toMatchObject({
      name: "SessionError",
      code: name,
      message: "A sentence.",
    });
  });

  it.each<[string, () => void]>([
    ["the network is down", () => fetched.mockRejectedValue(new TypeError("failed"))],
    ["it takes too long", () => fetched.mockRejectedValue(new DOMException("", "TimeoutError"))],
    ["the answer is no JSON", () => fetched.mockResolvedValue(new Response("<h1>Log in</h1>"))],
    ["the error has another shape", () => answer({ error: "x" }, 502)],
  ])("is component_unavailable when %s", async (_, fail) => {
    fail();
    const error = await askStatus(CALLER, QUIET).catch((reason: unknown) => reason);
    expect(code(error)).toBe("component_unavailable");
  });

  it("gives up after ten seconds", async () => {
    const limit = vi.spyOn(AbortSignal, "timeout");
    answer(SIGNED_OUT);
    await askStatus(CALLER, QUIET);
    expect(limit).toHaveBeenCalledExactlyOnceWith(10_000);
    expect(sent().init?.signal).toBe(limit.mock.results[0]?.value);
  });
});

describe("the lock across tabs", () => {
  it("is held for each request, under one name", async () => {
    const locks = makeLocks();
    useLocks(locks);
    answer(SIGNED_IN);
    await Promise.all([
      askStatus(CALLER, QUIET),
      sendCode(CALLER, "t", {}),
      deleteSession(CALLER, null),
    ]);
    expect(new Set(locks.request.mock.calls.map(([name]) => name)).size).toBe(1);
    expect(locks.request).toHaveBeenCalledTimes(3);
  });

  it("lets one request run at a time", async () => {
    useLocks(makeLocks());
    let [running, most] = [0, 0];
    fetched.mockImplementation(async () => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      return new Response(JSON.stringify(SIGNED_OUT));
    });
    await Promise.all([
      askStatus(CALLER, QUIET),
      askStatus(CALLER, QUIET),
      askStatus(CALLER, QUIET),
    ]);
    expect([most, fetched.mock.calls.length]).toEqual([1, 3]);
  });

  it("is free again after a failure", async () => {
    useLocks(makeLocks());
    fetched.mockRejectedValueOnce(new TypeError("failed"));
    await expect(askStatus(CALLER, QUIET)).rejects.toThrow(SessionError);
    answer(SIGNED_OUT);
    expect(await askStatus(CALLER, QUIET)).toEqual(SIGNED_OUT);
  });

  const refuse = async () => {
    throw new DOMException("denied", "SecurityError");
  };

  it.each<[string, () => unknown]>([
    ["is missing", () => useLocks(undefined)],
    [
      "is refused when it is read",
      () =>
        vi.spyOn(navigator, "locks", "get").mockImplementation(() => {
          throw new DOMException("denied", "SecurityError");
        }),
    ],
    ["is refused when it is asked for", () => useLocks({ query: refuse, request: refuse })],
  ])("is done without when it %s", async (_, prepare) => {
    prepare();
    answer(SIGNED_IN);
    expect(await askStatus(CALLER, QUIET)).toEqual(SIGNED_IN);
    expect(fetched).toHaveBeenCalledOnce();
  });
});
