/**
 * The component's cookie: one for each app, since several apps may share a browser's partition.
 *
 * While somebody is signed in it holds the sealed session, otherwise a marker. After a sign-out the
 * marker makes the next sign-in ask for the password: the provider may still have a session, which
 * would sign the next person in. After any other end it says why the session is over. Otherwise it
 * is a probe: a browser that sends it back keeps the component's cookies.
 */
import { createHash } from "node:crypto";
import type { NextApiRequest, NextApiResponse } from "next";
import * as v from "valibot";
import type { App } from "../env";
import { END_SECONDS, type End, end, ends, openEnd } from "./ended";
import { seal } from "./seal";

/** A browser drops a cookie whose name and value are longer (RFC 6265bis, section 5.7). */
export const COOKIE_BYTES = 4096;
/**
 * `__Host-`: this host only, over a secure connection. `SameSite=None; Partitioned`: kept inside
 * another site's page, in a jar of that site alone (CHIPS), so third-party cookies may be blocked.
 */
const ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=None; Partitioned";

export const digest = (text: string) =>
  createHash("sha256").update(text).digest("base64url").slice(0, 12);

const nameFor = (origin: string) => `__Host-gatepost-${digest(origin)}`;

/** What the browser keeps for the app at `origin`, or null. */
export const readCookie = (req: NextApiRequest, origin: string): string | null =>
  req.cookies[nameFor(origin)] || null;

/** How many bytes of the limit a value uses. */
export const sizeOf = (origin: string, value: string): number =>
  `${nameFor(origin)}=${value}`.length;

/** Replace what the browser keeps for the app at `origin`. */
export function setCookie(res: NextApiResponse, origin: string, value: string, seconds: number) {
  res.setHeader("Set-Cookie", `${nameFor(origin)}=${value}; ${ATTRIBUTES}; Max-Age=${seconds}`);
}

const SIGNED_OUT = "login";
const ENDED = "ended";
const PROBE = "probe";
const SIGNED_OUT_SECONDS = 8 * 3600;

/** A refresh token that the provider has yet to revoke: no session can be read from it. */
const unrevoked = seal(
  "revocation",
  SIGNED_OUT_SECONDS,
  v.object({ app: v.string(), refreshToken: v.string() }),
);

export const sealRevocation = (app: App, refreshToken: string): Promise<string> =>
  unrevoked.close({ app: app.origin, refreshToken });

/** The refresh token that is sealed for an app's revocation, or null. */
export async function openRevocation(app: App, sealed: string): Promise<string | null> {
  const opened = await unrevoked.open(sealed);
  return opened?.app === app.origin ? opened.refreshToken : null;
}

/** The kind of marker in an app's cookie, and the rest of its value. */
function readMarker(req: NextApiRequest, app: App): { kind: string; rest: string } {
  const [kind = "", ...rest] = (readCookie(req, app.origin) ?? "").split(".");
  return { kind, rest: rest.join(".") };
}

/**
 * Make the browser forget the session and remember that it was signed out.
 *
 * @param refreshToken One that the provider has yet to revoke; it is kept, sealed, for another try.
 */
export async function markSignedOut(res: NextApiResponse, app: App, refreshToken?: string | null) {
  const rest = refreshToken ? `.${await sealRevocation(app, refreshToken)}` : "";
  setCookie(res, app.origin, `${SIGNED_OUT}${rest}`, SIGNED_OUT_SECONDS);
}

/** Whether the last thing that this browser did in `app` was to sign out. */
export const hasSignedOut = (req: NextApiRequest, app: App): boolean =>
  readMarker(req, app).kind === SIGNED_OUT;

/** The refresh token that a sign-out in `app` could not revoke, or null. */
export async function readUnrevoked(req: NextApiRequest, app: App): Promise<string | null> {
  const { kind, rest } = readMarker(req, app);
  return kind === SIGNED_OUT ? openRevocation(app, rest) : null;
}

/** Make the browser forget the session, and remember for a while why it ended. */
export async function leaveEnd(res: NextApiResponse, app: App, why: End): Promise<void> {
  const sealed = await ends.close({ ...why, app: app.origin, id: "" });
  setCookie(res, app.origin, `${ENDED}.${sealed}`, END_SECONDS);
}

/** Find out whether the browser keeps cookies, while a sign-in takes place. */
export const probe = (res: NextApiResponse, app: App) =>
  setCookie(res, app.origin, PROBE, END_SECONDS);

/** Why nobody is signed in, by the marker; null for a probe, undefined without a marker. */
export async function readEnd(req: NextApiRequest, app: App): Promise<End | null | undefined> {
  const { kind, rest } = readMarker(req, app);
  if (kind === SIGNED_OUT) return end("signed_out");
  if (kind === PROBE) return null;
  return kind === ENDED ? openEnd(app, rest) : undefined;
}
