/** Who may call a route: the component's own page, or a server. */
import type { NextApiRequest } from "next";
import { env } from "../env";
import { callingApp } from "./apps";
import { ForbiddenRequest } from "./errors";

export type Guard = (req: NextApiRequest) => void;

/**
 * Refuse whatever is not a script of this component's own page inside a registered app.
 *
 * Fetch Metadata names the caller's site; the custom header makes every cross-origin script ask
 * first by preflight, which nothing here answers; `Origin` is there on every POST and DELETE.
 *
 * @throws ForbiddenRequest
 * @throws AppNotRegistered when the custom header names no registered app.
 */
export const fromOwnPage: Guard = (req) => {
  const { origin } = req.headers;
  const site = req.headers["sec-fetch-site"];
  const originNeeded = req.method !== "GET";
  if (site !== undefined && site !== "same-origin") throw new ForbiddenRequest();
  if (origin === undefined ? originNeeded : origin !== env().baseUrl) throw new ForbiddenRequest();
  callingApp(req);
};

/**
 * Refuse every browser: none can send a request without these headers to this route.
 *
 * @throws ForbiddenRequest
 */
export const fromServer: Guard = (req) => {
  if (req.headers.origin !== undefined || req.headers["sec-fetch-site"] !== undefined)
    throw new ForbiddenRequest("Only the app's server may call this address, never a browser.");
};

/** Anybody may call. */
export const fromAnywhere: Guard = () => {};

/**
 * Let anybody read the page, and only the page's own form send something.
 *
 * @throws ForbiddenRequest
 */
export const fromOwnForm: Guard = (req) => {
  if (req.method === "GET") return;
  const site = req.headers["sec-fetch-site"];
  if (req.headers.origin !== env().baseUrl) throw new ForbiddenRequest();
  if (site !== undefined && site !== "same-origin") throw new ForbiddenRequest();
};
