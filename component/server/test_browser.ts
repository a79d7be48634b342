/** A browser with one app's frame in it, and the session route it asks. */
import { randomBytes, randomUUID } from "node:crypto";
import type { NextApiHandler } from "next";
import session, { config } from "../pages/api/auth/session";
import { APP, cookieOf, GRANT, OWN_PAGE, SESSION, serveRoute } from "../test_support";
import { challengeOf } from "./handover";
import type { Session } from "./session";

export const VERIFIER = randomBytes(32).toString("base64url");
export const CHALLENGE = challengeOf(VERIFIER);

/** What a browser does: one app's frame, and the cookies it got. */
export class Browser {
  cookies = new Map<string, string>();

  constructor(cookie = "") {
    this.take(cookie);
  }

  async call(method: string, body?: object, app = APP, handler: NextApiHandler = session) {
    const pairs = [...this.cookies].map(([name, value]) => `${name}=${value}`);
    const headers = { ...OWN_PAGE, "X-Gatepost": app, Cookie: pairs.join("; ") };
    const json = body ? { body: JSON.stringify(body) } : {};
    const type = { "Content-Type": "application/json" };
    const address = await serveRoute(handler, handler === session ? config : undefined);
    const response = await fetch(address, { method, headers: { ...headers, ...type }, ...json });
    const set = response.headers.get("Set-Cookie");
    this.take(set?.split(";")[0] ?? "");
    const timing = response.headers.get("Server-Timing");
    return { status: response.status, set, timing, json: (await response.json()) as Answer };
  }

  status(options: { fresh?: boolean; refused?: string } = {}, app = APP) {
    return this.call("POST", { op: "status", challenge: CHALLENGE, ...options }, app);
  }

  /** Another tab with the same cookies. */
  copy(): Browser {
    const copied = new Browser();
    copied.cookies = new Map(this.cookies);
    return copied;
  }

  private take(pair: string): void {
    const [name, value] = pair.split("=");
    if (name) this.cookies.set(name, value ?? "");
  }
}

export interface Answer {
  code?: string;
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
