/** Calls to the protected API on behalf of the person signed in. */
import type { NextApiRequest, NextApiResponse } from "next";
import * as v from "valibot";
import { type App, env } from "../env";
import { type Carrier, carrierOf } from "./carrier";
import { ApiUnavailable, PrivateApiRefused, SessionUnproven } from "./errors";
import { googleIdToken } from "./google_identity";
import { reportTiming } from "./route";
import { isProven, readSession } from "./session";

const TIMEOUT_MS = 5_000;
/** What passes from the API to the page besides status and body. */
const HEADERS = ["content-type", "www-authenticate", "retry-after"];
/** Every refusal of the API names its code; Google's own pages and errors do not. */
const apiError = v.pipe(v.string(), v.parseJson(), v.object({ code: v.string() }));

/**
 * Pass on the API's answer: status, body and `WWW-Authenticate` stay unchanged.
 *
 * An API that is closed to the public also gets the component's Google ID token, in a header
 * that leaves `Authorization` to the person's token (Cloud Run, "Authenticating service-to-service").
 *
 * @param app The app whose session has the access token; without it, none is sent.
 * @throws SessionUnproven when the frame has to renew the session first: a cookie set here could
 *   undo a sign-out made meanwhile.
 * @throws ApiUnavailable, GoogleIdentityUnavailable
 * @throws PrivateApiRefused when Google's front end answers in the API's place.
 */
export async function passThrough(
  path: string,
  req: NextApiRequest,
  res: NextApiResponse,
  app?: App,
): Promise<void> {
  const headers = new Headers({ Accept: "application/json" });
  const accessToken = app ? await accessTokenOf(await carrierOf(req, res, app)) : null;
  if (accessToken) headers.set("Authorization", `Bearer ${accessToken}`);
  const { googleIdentity } = env();
  if (googleIdentity) {
    const token = await googleIdToken(googleIdentity, req);
    headers.set("X-Serverless-Authorization", `Bearer ${token}`);
  }
  const started = performance.now();
  const { status, received, body } = await call(path, headers);
  if (isRefusedByGoogle(status, received, body)) throw new PrivateApiRefused(status);
  for (const name of HEADERS) {
    const value = received.get(name);
    if (value !== null) res.setHeader(name, value);
  }
  reportTiming(res, "functions", started, received.get("server-timing"));
  res.status(status).send(body);
}

/** The token of the app's session, if it is for this API. */
async function accessTokenOf(carrier: Carrier): Promise<string | null> {
  const isForThis = carrier.app.audience === env().audience;
  const session = isForThis ? await readSession(carrier) : null;
  if (!session) return null;
  const { accessToken } = session.grant;
  const isHeld = session.isHeld && accessToken === null;
  if (isHeld || !isProven(session)) throw new SessionUnproven();
  return accessToken;
}

/**
 * Whether Google refused the component's own token; its `WWW-Authenticate` must not reach the
 * frame.
 */
function isRefusedByGoogle(status: number, received: Headers, body: Buffer): boolean {
  if (env().googleIdentity)
    return [401, 403, 404].includes(status) && !v.is(apiError, body.toString());
  const isPage = received.get("content-type")?.startsWith("text/html") ?? false;
  return [401, 403].includes(status) && isPage;
}

async function call(path: string, headers: Headers) {
  try {
    const answer = await fetch(`${env().apiBaseUrl}${path}`, {
      headers,
      redirect: "error", // a redirect would carry the token to another address
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body = Buffer.from(await answer.arrayBuffer());
    return { status: answer.status, received: answer.headers, body };
  } catch (error) {
    throw new ApiUnavailable({ cause: error });
  }
}
