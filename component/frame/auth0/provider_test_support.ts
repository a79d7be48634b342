/** An identity provider that rotates refresh tokens, and the component's session route before it. */

/** What the provider does with a refresh: it may also refuse with one of these codes. */
export const REFUSALS = [
  "session_revoked",
  "session_denied",
  "confirmation_needed",
  "client_refused",
  "provider_refused",
] as const;
export type Mood = "up" | "down" | "slow" | "limited" | (typeof REFUSALS)[number];

const TOKEN_MS = 600_000;
const SLOW_MS = 12_000;
/** The component waits so long for the provider, and keeps an answer that came later so long. */
const PATIENCE_MS = 8_000;
const KEPT_MS = 60_000;
const REQUEST_MS = 600_000;
const SESSION_MS = 24 * 3_600_000;
const RETRY_AFTER_SECONDS = 30;

/** What one sign-in gave: it is good at the provider until it is revoked. */
interface Grant {
  person: string;
  isRevoked: boolean;
  /** The newest refresh token; one before it that is used again ends the grant. */
  token: string;
}
interface Session {
  id: string;
  grant: Grant;
  token: string;
  expiresAt: number;
  signedInAt: number;
}
type Cookie =
  | { kind: "session"; session: Session }
  | { kind: "unreadable" }
  | { kind: "marker"; unrevoked: Grant | null }
  | { kind: "probe" };
interface Asked {
  op?: string;
  challenge: string;
  fresh?: boolean;
  refused?: string;
  transaction: string;
  params: Record<string, string>;
  revocation?: string;
}
export interface Handover {
  id: string;
  person: string;
  challenge: string;
  expiresAt: number;
  madeAt: number;
}

class Refusal extends Error {}
const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
const answer = (json: unknown, status = 200, headers = {}) =>
  new Response(JSON.stringify(json), { status, headers });

export class Backend {
  mood: Mood = "up";
  isDown = false;
  cookie: Cookie | null = null;
  /** Grants that a sign-out was to revoke. */
  readonly toRevoke = new Set<Grant>();
  private readonly grants: Grant[] = [];
  private readonly requests = new Map<string, number>();
  private readonly reasons = new Map<string, string>();
  private readonly renewals = new Map<string, Promise<Session>>();
  private count = 0;
  private inFlight = 0;
  private retryAt = 0;

  /** @param keepsCookies Whether the browser keeps the component's cookie. */
  constructor(readonly keepsCookies: boolean) {}

  /** What the cookie and the provider say together: who is signed in in this browser. */
  get person(): string | null {
    const session = this.cookie?.kind === "session" ? this.cookie.session : null;
    return session && !session.grant.isRevoked ? session.grant.person : null;
  }

  /** Whether every question is answered, and the time that an answer asked to wait is over. */
  get isQuiet(): boolean {
    return this.inFlight === 0 && Date.now() >= this.retryAt;
  }

  isLive = (person: string) =>
    this.grants.some((grant) => grant.person === person && !grant.isRevoked);

  revokeAll(): void {
    for (const grant of this.grants) grant.isRevoked = true;
  }

  changeKey(): void {
    if (this.cookie?.kind === "session") this.cookie = { kind: "unreadable" };
  }

  async fetch(method: string, asked: Asked): Promise<Response> {
    this.inFlight += 1;
    return this.answer(method, asked).finally(() => {
      this.inFlight -= 1;
    });
  }

  private async answer(method: string, asked: Asked): Promise<Response> {
    await wait(20);
    if (this.isDown) {
      await wait(10_000);
      throw new DOMException("", "TimeoutError");
    }
    if (method === "DELETE") return this.signOut(asked);
    if (asked.op === "probe") return this.probe();
    return asked.op === "code" ? this.finish(asked) : this.status(asked);
  }

  private probe(): Response {
    const kept = this.cookie !== null;
    if (!kept) this.keep({ kind: "probe" });
    return answer({ kept });
  }

  private unavailable(): Response {
    const json = { code: "provider_unavailable", message: "Down." };
    if (this.mood !== "limited") return answer(json, 503);
    this.retryAt = Date.now() + RETRY_AFTER_SECONDS * 1_000;
    return answer(json, 503, { "Retry-After": `${RETRY_AFTER_SECONDS}` });
  }

  private keep(cookie: Cookie | null): void {
    if (this.keepsCookies) this.cookie = cookie;
  }

  private name(what: string): string {
    this.count += 1;
    return `${what}-${this.count}`;
  }

  private async status(asked: Asked): Promise<Response> {
    const { cookie } = this;
    if (cookie?.kind !== "session") return this.offer(this.reasonOf(cookie));
    const { session } = cookie;
    if (asked.refused === session.id) {
      this.keep(null);
      return this.offer(this.reasons.get(session.id) ?? null);
    }
    try {
      return this.tell(await this.current(session, asked.fresh === true), asked.challenge);
    } catch (error) {
      if (!(error instanceof Refusal)) return this.unavailable();
      this.reasons.set(session.id, error.message);
      return answer({ user: null, refused: session.id });
    }
  }

  private reasonOf(cookie: Cookie | null): string | null {
    if (cookie?.kind === "marker") return "signed_out";
    return cookie?.kind === "unreadable" ? "session_unreadable" : null;
  }

  private async current(session: Session, isFresh: boolean): Promise<Session> {
    if (Date.now() > session.signedInAt + SESSION_MS) throw new Refusal("session_expired");
    if (!isFresh && session.expiresAt - Date.now() > 60_000) return session;
    const known = this.renewals.get(session.token);
    const renewal = known ?? this.refresh(session);
    if (!known) {
      this.renewals.set(session.token, renewal);
      const forget = () => this.renewals.delete(session.token);
      renewal.then(() => setTimeout(forget, KEPT_MS), forget);
    }
    const late = wait(PATIENCE_MS).then(() => Promise.reject(new Error("The provider is slow.")));
    return Promise.race([renewal, late]);
  }

  private async refresh(session: Session): Promise<Session> {
    const { mood } = this;
    await wait(mood === "slow" ? SLOW_MS : 100);
    if (mood === "down" || mood === "limited") throw new Error("The provider is down.");
    const { grant } = session;
    if (grant.token !== session.token) grant.isRevoked = true; // used twice: theft
    if (grant.isRevoked) throw new Refusal("session_revoked");
    if (mood !== "up" && mood !== "slow") throw new Refusal(mood);
    grant.token = this.name("token");
    const expiresAt = Date.now() + TOKEN_MS;
    return { ...session, id: this.name("session"), token: grant.token, expiresAt };
  }

  private async finish({ transaction, params, challenge }: Asked): Promise<Response> {
    const endsAt = this.requests.get(transaction) ?? 0;
    this.requests.delete(transaction);
    if (params.error) return answer({ code: "login_denied", message: "Denied." }, 403);
    if (this.mood !== "up" && this.mood !== "slow") return this.unavailable();
    if (Date.now() > endsAt) return answer({ code: "sign_in_expired", message: "Late." }, 400);
    const grant = { person: `${params.code}`, isRevoked: false, token: this.name("token") };
    this.grants.push(grant);
    const [signedInAt, id] = [Date.now(), this.name("session")];
    const expiresAt = signedInAt + TOKEN_MS;
    return this.tell({ id, grant, token: grant.token, expiresAt, signedInAt }, challenge);
  }

  private tell(session: Session, challenge: string): Response {
    this.keep({ kind: "session", session });
    const { person } = session.grant;
    const { expiresAt } = session;
    const { id } = session;
    const handover: Handover = { id, person, challenge, expiresAt, madeAt: Date.now() };
    return answer({
      user: { name: person, email: null },
      person,
      grant: id,
      expiresIn: Math.max((expiresAt - Date.now()) / 1_000, 0),
      handover: JSON.stringify(handover),
      endSessionUrl: "https://issuer.example/logout",
      kept: this.keepsCookies,
      revocation: this.keepsCookies ? null : session.token,
    });
  }

  private offer(code: string | null): Response {
    let unrevoked = false;
    if (this.cookie?.kind === "marker" && this.cookie.unrevoked) {
      unrevoked = !this.revoke(this.cookie.unrevoked);
      if (!unrevoked) this.keep({ kind: "marker", unrevoked: null });
    }
    if (this.cookie?.kind === "unreadable") this.keep(null);
    this.cookie ??= this.keepsCookies ? { kind: "probe" } : null;
    const state = this.name("state");
    this.requests.set(state, Date.now() + REQUEST_MS);
    const ended = code && { code, message: `Sentence of ${code}.` };
    const authorizeUrl = `https://issuer.example/authorize?state=${state}`;
    return answer({ user: null, ended, unrevoked, authorizeUrl, state, transaction: state });
  }

  private signOut({ revocation }: Asked): Response {
    const { cookie } = this;
    const kept = cookie?.kind === "marker" ? cookie.unrevoked : null;
    const own = cookie?.kind === "session" ? cookie.session.grant : kept;
    const grant = own ?? this.grants.find(({ token }) => token === revocation) ?? null;
    // Without a cookie nothing remembers what the provider could not revoke.
    if (grant && (this.keepsCookies || this.mood !== "down")) this.toRevoke.add(grant);
    const isRevoked = !grant || this.revoke(grant);
    this.keep({ kind: "marker", unrevoked: isRevoked ? null : grant });
    return answer({ user: null });
  }

  private revoke(grant: Grant): boolean {
    if (this.mood === "down") return false;
    grant.isRevoked = true;
    return true;
  }
}
