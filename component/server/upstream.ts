/** Calls to the protected API on behalf of the person signed in. */
import type { NextApiRequest, NextApiResponse } from "next";
import { type App, env } from "../env";
import { ApiUnavailable } from "./errors";
import { readSession } from "./session";

const TIMEOUT_MS = 5_000;
/** What passes from the API to the page besides status and body. */
const HEADERS = ["content-type", "www-authenticate", "retry-after"];

/**
 * Answer with what the API answers: status, body and `WWW-Authenticate` pass unchanged.
 *
 * @param app whose session gives the access token; without it, none is sent.
 * @throws ApiUnavailable when the API gives no answer.
 */
export async function passThrough(
  path: string,
  req: NextApiRequest,
  res: NextApiResponse,
  app?: App,
): Promise<void> {
  const headers = new Headers({ Accept: "application/json" });
  const session = app ? await readSession(req, app) : null;
  if (session) headers.set("Authorization", `Bearer ${session.grant.accessToken}`);
  const { status, received, body } = await call(path, headers);
  for (const name of HEADERS) {
    const value = received.get(name);
    if (value !== null) res.setHeader(name, value);
  }
  res.status(status).send(body);
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
