/** The frame's calls to its own `/api/auth/session`; no token ever comes back from there. */
import type { SignInRequest } from "../../wire/contract.gen";
import * as s from "../../wire/shape";
import { readTiming, trace } from "../kit/trace";
import { auth0 as messages } from "../messages/en.json";
import { keepFrom, keptHeaders, prepareKept } from "./kept";

const TIMEOUT_MS = 10_000;
const MOST_QUESTIONS = 3;
const LONGEST_RETRY_AFTER_SECONDS = 300;
const LOCK = "gatepost-session";
const PATH = "/api/auth/session";

const notice = s.object({ code: s.text, message: s.text });
const signedIn = s.object({
  user: s.object({ name: s.orNull(s.text), email: s.orNull(s.text) }),
  /** The same for the same person in the same app. */
  person: s.text,
  /** The id of the grant; each renewal has a new one. */
  grant: s.text,
  expiresIn: s.number,
  handover: s.text,
  endSessionUrl: s.orNull(s.text),
  /** Whether the browser keeps the session beyond this page. */
  kept: s.flag,
  /** If it does not: what the sign-out sends, to be revoked. */
  revocation: s.orNull(s.text),
});
const start = { authorizeUrl: s.text, state: s.text, transaction: s.text };
const signInStart = s.object(start);
const signedOut = s.object({
  user: s.only(null),
  /** Why the session that the browser kept is over. */
  ended: s.orNull(notice),
  /** Whether the provider has yet to revoke what an earlier sign-out ended. */
  unrevoked: s.flag,
  ...start,
});
/** The session was refused; another tab may have renewed it meanwhile. */
const refusal = s.object({ refused: s.text });

/** A stable code, and a sentence for the person. */
export type Notice = s.Of<typeof notice>;
export type SignedIn = s.Of<typeof signedIn>;
/** How to begin a sign-in: good for one attempt within ten minutes. */
export type SignInStart = s.Of<typeof signInStart>;
export type SignedOut = s.Of<typeof signedOut>;

/** A request that failed. */
export class SessionError extends Error {
  /** @param retryAfter Seconds that the server wants to be left alone for. */
  constructor(
    readonly code: string,
    message: string,
    readonly retryAfter = 0,
  ) {
    super(message);
    this.name = "SessionError";
  }
}

function read<T>(shape: s.Shape<T>, json: unknown): T {
  const answer = s.match(shape, json);
  if (answer) return answer;
  throw new SessionError("component_unavailable", messages.failed);
}

export interface Caller {
  /** Exact origin of the app this page is shown in. */
  app: string;
  challenge: string;
  /** What the app asks a sign-in for; null for what it asks for usually. */
  request?: SignInRequest | null;
}

interface Wishes {
  /** A new access token. */
  fresh: boolean;
  /** If a sign-in is needed, let the person choose another account. */
  login: boolean;
}

type Status = SignedIn | SignedOut;

/** The first question, as JSON, and its answer. */
let ahead: readonly [question: string, answer: Promise<Status>] | null = null;

/** Ask the first question before it is needed. */
export function askAhead(caller: Caller): void {
  const wishes: Wishes = { fresh: false, login: false };
  const answer = askNow(caller, wishes);
  answer.catch(() => {}); // whoever needs it handles that
  ahead = [JSON.stringify([caller, wishes]), answer];
}

/** What was asked ahead no longer counts. */
export function forgetAhead(): void {
  ahead = null;
}

/** Ask who is signed in or else how to sign in. */
export function askStatus(caller: Caller, wishes: Wishes): Promise<Status> {
  const [question, answer] = ahead ?? [];
  ahead = null;
  return answer && question === JSON.stringify([caller, wishes]) ? answer : askNow(caller, wishes);
}

/** Ask; after a refusal, send it along and ask again. */
const askNow = ({ app, challenge, request }: Caller, { fresh, login }: Wishes) =>
  locked(async (): Promise<Status> => {
    let refused: string | undefined; // JSON leaves out what is undefined
    for (let asked = 0; asked < MOST_QUESTIONS; asked++) {
      const wishes = { fresh, login: login || undefined, request: request ?? undefined };
      const question = { op: "status", challenge, ...wishes, refused };
      const json = await call("POST", app, question);
      refused = s.match(refusal, json)?.refused;
      if (refused === undefined) return s.match(signedIn, json) ?? read(signedOut, json);
    }
    throw new SessionError("session_refused", messages.refused);
  });

/** Ask how to get what the app needs beyond the sign-in. */
export const askStepUp = ({ app, challenge }: Caller, request: SignInRequest) =>
  locked(async () =>
    read(signInStart, await call("POST", app, { op: "step_up", challenge, request })),
  );

let prepared: Promise<unknown> = Promise.resolve();

/**
 * Find out whether the browser keeps cookies, while the person signs in; if not, have a key ready.
 *
 * The first question may find none although it does: the answer sets one.
 */
export function prepareToKeep({ app }: Caller): void {
  const ask = async () => (await call("POST", app, { op: "probe" })).kept;
  prepared = locked(async () => (await ask()) || (await ask()))
    .catch(() => false)
    .then((isKept) => isKept || prepareKept(app));
}

/** Finish a sign-in with what the identity provider sent to the popup. */
export async function sendCode(
  { app, challenge }: Caller,
  transaction: string,
  params: Readonly<Record<string, string>>,
): Promise<SignedIn> {
  await prepared;
  const code = { op: "code", challenge, transaction, params };
  return locked(async () => read(signedIn, await call("POST", app, code)));
}

/** Forget the session here and at the identity provider, even when the page is being left. */
export const deleteSession = ({ app }: Caller, revocation: string | null) =>
  locked(() => call("DELETE", app, revocation === null ? undefined : { revocation }));

async function call(method: string, app: string, body?: Record<string, unknown>) {
  const name = String(body?.op ?? "end");
  let json: Record<string, unknown>;
  let response: Response;
  trace("call", { name });
  try {
    const kept = await keptHeaders(app, method, PATH);
    response = await fetch(PATH, {
      method,
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-Gatepost": app, ...kept },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      keepalive: method === "DELETE",
      ...(body && { body: JSON.stringify(body) }),
    });
    json = s.record(await response.json());
    const { user } = json;
    trace("answer", { name, status: response.status, user: user ? 1 : 0, ...readTiming(response) });
    if (!(await keepFrom(app, response, name === "code"))) json.kept = false;
  } catch {
    trace("answer", { name, status: 0, user: 0 });
    throw new SessionError("component_unavailable", messages.unavailable);
  }
  if (response.ok) return json;
  const { code, message } = read(notice, json);
  const retryAfter = Number(response.headers.get("Retry-After")) || 0;
  throw new SessionError(code, message, Math.min(retryAfter, LONGEST_RETRY_AFTER_SECONDS));
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
