/** The component's cookie: one for each app, since several apps may share a browser's partition. */
import { createHash } from "node:crypto";
import type { NextApiRequest, NextApiResponse } from "next";

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

/** How many bytes of the limit a value takes. */
export const sizeOf = (origin: string, value: string): number =>
  `${nameFor(origin)}=${value}`.length;

/** Have the browser keep a value for the app at `origin`, in place of what it keeps. */
export function setCookie(res: NextApiResponse, origin: string, value: string, seconds: number) {
  res.setHeader("Set-Cookie", `${nameFor(origin)}=${value}; ${ATTRIBUTES}; Max-Age=${seconds}`);
}
