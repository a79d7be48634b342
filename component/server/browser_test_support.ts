/** A browser with one app's frame in it, and the session route it asks. */
import { randomBytes, randomUUID } from "node:crypto";
import type { NextApiHandler } from "next";
import session, { config } from "../pages/api/auth/session";
import { APP, BASE_URL, cookieOf, GRANT, OWN_PAGE, SESSION, serveRoute } from "../test_support";
import { challengeOf } from "./handover";
import { type BrowserKey, prove } from "./proof_test_support";
import type { Provider } from "./provider_test_support";
import type { Session } from "./session";

export const VERIFIER = randomBytes(32).toString("base64url");
export const CHALLENGE = challengeOf(VERIFIER);

/** What a browser does: one app's frame, and the cookies it got. */
export class Browser {
  cookies = new Map<string, string>();
  /** Of the last sign-in. */
  nonce = "";
  /** Instead of cookies: its key, and the value that is bound to it. */
  key: BrowserKey | null = null;
  bound: string | null = null;

  /** @param keeps Whether it keeps cookies in a frame. */
  constructor(
    cookie = "",
    private readonly keeps = true,
  ) {
    this.take(cookie);
  }

  async call(method: string, body?: object, app = APP, handler: NextApiHandler = session) {
    const pairs = [...this.cookies].map(([name, value]) => `${name}=${value}`);
    const own = { ...OWN_PAGE, "X-Gatepost": app, Cookie: pairs.join("; ") };
    const headers = { ...own, ...(await this.prove(method)) };
    const content = body ? { body: JSON.stringify(body) } : {};
    const type = { "Content-Type": "application/json" };
    const address = await serveRoute(handler, handler === session ? config : undefined);
    const response = await fetch(address, { method, headers: { ...headers, ...type }, ...content });
    const set = response.headers.get("Set-Cookie");
    this.take(set?.split(";")[0] ?? "");
    this.bound = response.headers.get("X-Gatepost-Kept") ?? this.bound;
    const timing = response.headers.get("Server-Timing");
    const retryAfter = response.headers.get("Retry-After");
    const json = (await response.json()) as Answer;
    return { status: response.status, set, timing, retryAfter, json };
  }

  status(options: { fresh?: boolean; refused?: string; login?: boolean } = {}, app = APP) {
    return this.call("POST", { op: "status", challenge: CHALLENGE, ...options }, app);
  }

  /** Ask as the frame does: once more where the session was refused. */
  async ask(options: { fresh?: boolean } = {}) {
    const first = await this.status(options);
    const { refused } = first.json;
    return refused ? this.status({ ...options, refused }) : first;
  }

  /** Finish a sign-in with what the provider sends to the window. */
  async finish(provider: Provider, answer: Record<string, string> = { code: "c" }) {
    const { key } = this;
    this.key = null; // a frame has one from the click on
    const { transaction, state = "", authorizeUrl = "" } = (await this.status()).json;
    this.key = key;
    this.nonce = new URL(authorizeUrl).searchParams.get("nonce") ?? "";
    const params = { ...answer, state, iss: provider.issuer };
    return this.call("POST", { op: "code", challenge: CHALLENGE, transaction, params });
  }

  /** The headers that show its bound value, and prove its key. */
  private async prove(method: string): Promise<Record<string, string>> {
    if (!this.key) return {};
    const value = this.bound ?? undefined;
    const proof = await prove(this.key, { htm: method, htu: `${BASE_URL}/` }, value);
    return { DPoP: proof, ...(value && { "X-Gatepost-Kept": value }) };
  }

  /** Another tab with the same cookies. */
  copy(): Browser {
    const copied = new Browser();
    copied.cookies = new Map(this.cookies);
    return copied;
  }

  private take(pair: string): void {
    const [name, value] = pair.split("=");
    if (name && this.keeps) this.cookies.set(name, value ?? "");
  }
}

export interface Answer {
  code?: string;
  message?: string;
  ended?: { code: string; message: string } | null;
  person?: string;
  kept?: boolean;
  revocation?: string | null;
  refused?: string;
  unrevoked?: boolean;
  user?: { name: string } | null;
  expiresIn?: number;
  handover?: string;
  authorizeUrl?: string;
  state?: string;
  transaction?: string;
}

/** Signed in, with an access token good for that long, and a refresh token nobody else has. */
export async function browserWith(changes: Partial<Session> = {}, secondsLeft = 300) {
  const now = Math.floor(Date.now() / 1000);
  return new Browser(
    await cookieOf({
      ...SESSION,
      refreshToken: `refresh-${randomUUID()}`,
      signedInAt: now,
      provenAt: now,
      grant: { ...GRANT, expiresAt: now + secondsLeft },
      ...changes,
    }),
  );
}
