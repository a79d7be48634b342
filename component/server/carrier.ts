/**
 * What a browser keeps for an app, and how it carries that with each request.
 *
 * It is a cookie or, in a browser that drops the cookies of a frame, a value in the frame's storage.
 * A script could copy that value, so it is bound to a key that can't leave the browser, and each request
 * proves that the browser has the key. There is one value for each app, since several apps may share
 * a browser's partition.
 */
import { createHash } from "node:crypto";
import type { NextApiRequest, NextApiResponse } from "next";
import * as v from "valibot";
import type { App } from "../env";
import { provenKey } from "./proof";
import { seal } from "./seal";

/** A browser drops a cookie whose name and value are longer (RFC 6265bis, section 5.7). */
export const COOKIE_BYTES = 4096;
/**
 * `__Host-`: this host only, over a secure connection. `SameSite=None; Partitioned`: kept inside
 * another site's page, in a jar of that site alone (CHIPS), so it works even where third-party
 * cookies are blocked.
 */
const ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=None; Partitioned";

export const LONGEST_SECONDS = 8 * 3600;
/** In requests and answers. */
const HEADER = "X-Gatepost-Kept";
const bound = seal(
  "bound",
  LONGEST_SECONDS,
  v.object({ app: v.string(), key: v.string(), value: v.string() }),
);

export const digest = (text: string) =>
  createHash("sha256").update(text).digest("base64url").slice(0, 12);

const nameFor = (origin: string) => `__Host-gatepost-${digest(origin)}`;

/** How many bytes of the limit a value uses. */
export const sizeOf = (origin: string, value: string): number =>
  `${nameFor(origin)}=${value}`.length;

export interface Carrier {
  readonly app: App;
  /** What the browser keeps for the app, or null. */
  readonly value: string | null;
  /** Whether it is known to keep what an answer gives it. */
  readonly keeps: boolean;
  /** Replace what it keeps. */
  keep(value: string, seconds: number): Promise<void>;
}

/** How the browser of a request carries what it keeps for `app`. */
export async function carrierOf(
  req: NextApiRequest,
  res: NextApiResponse,
  app: App,
): Promise<Carrier> {
  const byKey = await readBound(req, app);
  const cookie = req.cookies[nameFor(app.origin)] || null;
  if (byKey && (byKey.value !== null || cookie === null)) {
    const keep = async (value: string) => {
      res.setHeader(HEADER, await bound.close({ app: app.origin, key: byKey.key, value }));
    };
    return { app, value: byKey.value, keeps: true, keep };
  }
  const keep = async (value: string, seconds: number) => {
    const pair = `${nameFor(app.origin)}=${value}`;
    res.setHeader("Set-Cookie", `${pair}; ${ATTRIBUTES}; Max-Age=${seconds}`);
  };
  return { app, value: cookie, keeps: cookie !== null, keep };
}

/** The key that a request proves to have, and the value that is bound to it; null without a proof. */
async function readBound(req: NextApiRequest, app: App) {
  const carried = req.headers[HEADER.toLowerCase()];
  const sealed = typeof carried === "string" ? carried : undefined;
  const key = await provenKey(req, sealed);
  if (key === null) return null;
  const opened = sealed === undefined ? null : await bound.open(sealed);
  const isOwn = opened?.key === key && opened.app === app.origin;
  return { key, value: isOwn ? opened.value : null };
}
