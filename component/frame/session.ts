/** The frame's calls to its own `/api/auth/session`; no token ever comes back from there. */
import * as v from "valibot";
import { note, readTiming } from "./trace";

const TIMEOUT_MS = 10_000;
const MOST_QUESTIONS = 3;
const LOCK = "gatepost-session";
const FAILED = "The sign-in service failed. Try again.";
const PATH = "/api/auth/session";

const signedIn = v.object({
  user: v.object({ name: v.nullable(v.string()), email: v.nullable(v.string()) }),
  /** Names what was granted; another one after each renewal. */
  grant: v.string(),
  expiresIn: v.number(),
  handover: v.string(),
  endSessionUrl: v.nullable(v.string()),
});
const signedOut = v.object({
  user: v.null(),
  /** Whether the provider has yet to revoke what an earlier sign-out ended. */
  unrevoked: v.boolean(),
  authorizeUrl: v.string(),
  state: v.string(),
  transaction: v.string(),
});
/** The session was refused; another tab may have renewed it meanwhile. */
const refused = v.object({ user: v.null(), refused: v.string() });
const failure = v.object({ code: v.string(), message: v.string() });

export type SignedIn = v.InferOutput<typeof signedIn>;
/** How to sign in: good for one attempt within ten minutes. */
export type SignedOut = v.InferOutput<typeof signedOut>;

/** A request that failed, with a stable code and a sentence for the person. */
export class SessionError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "SessionError";
  }
}

/** An answer of the shape that its members point to. */
function readAnswer(json: unknown) {
  const { user, refused: isRefused } = (json ?? {}) as Record<string, unknown>;
  if (user) return read(signedIn, json);
  return isRefused ? read(refused, json) : read(signedOut, json);
}

function read<S extends v.GenericSchema>(schema: S, json: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  throw new SessionError("component_unavailable", FAILED);
}

interface Caller {
  /** Exact origin of the app this page is shown in. */
  app: string;
  challenge: string;
}

/**
 * Who is signed in, else how to sign in; `fresh` asks for a new access token.
 *
 * A session that is refused is asked for once more, with the newest cookie there is by then.
 */
export const askStatus = ({ app, challenge }: Caller, fresh: boolean) =>
  locked(async (): Promise<SignedIn | SignedOut> => {
    let refused: string | undefined;
    for (let asked = 0; asked < MOST_QUESTIONS; asked++) {
      const question = { op: "status", challenge, fresh, ...(refused ? { refused } : {}) } as const;
      const told = readAnswer(await call("POST", app, question));
      if (!("refused" in told)) return told;
      refused = told.refused;
    }
    throw new SessionError("session_refused", "The sign-in could not be renewed. Try again.");
  });

/** Finish a sign-in with what the identity provider sent to the popup. */
export const sendCode = (
  { app, challenge }: Caller,
  transaction: string,
  params: Readonly<Record<string, string>>,
) =>
  locked(async () =>
    read(signedIn, await call("POST", app, { op: "code", challenge, transaction, params })),
  );

/** Forget the session here and at the identity provider, even when the page is being left. */
export const deleteSession = (app: string) => locked(() => call("DELETE", app));

interface Body extends Readonly<Record<string, unknown>> {
  op: "status" | "code";
}

async function call(method: "POST" | "DELETE", app: string, body?: Body): Promise<unknown> {
  const name = body?.op ?? "end";
  let json: unknown;
  let ok = false;
  note("call", { name });
  try {
    const response = await fetch(PATH, {
      method,
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-Gatepost": app },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      keepalive: method === "DELETE",
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    ok = response.ok;
    json = await response.json();
    const { user } = (json ?? {}) as { user?: unknown };
    note("answer", { name, status: response.status, user: user ? 1 : 0, ...readTiming(response) });
  } catch {
    note("answer", { name, status: 0, user: 0 });
    throw new SessionError(
      "component_unavailable",
      "The sign-in service does not answer. Try again.",
    );
  }
  if (ok) return json;
  const { code, message } = read(failure, json);
  throw new SessionError(code, message);
}

/** One request at a time across all tabs: a rotating refresh token used twice ends the session. */
async function locked<T>(work: () => Promise<T>): Promise<T> {
  let started = false;
  try {
    return await navigator.locks.request(LOCK, () => {
      started = true;
      return work();
    });
  } catch (error) {
    if (started) throw error;
    return work(); // no locks in this browsing context, such as a window that blocks all storage
  }
}
