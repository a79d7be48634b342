/** Who may call a route: the component's own page inside a registered app, a server, or anybody. */
import type { NextApiRequest } from "next";
import { type App, env } from "../env";
import { AppNotRegistered, ForbiddenRequest } from "./errors";

/** Throws for a caller that is refused; returns the app that the caller stands in, if it has one. */
export type Guard<Caller = void> = (req: NextApiRequest) => Caller;

/**
 * The registered app of an origin.
 *
 * @throws AppNotRegistered when GATEPOST_APPS does not list exactly this origin.
 */
export function registeredApp(origin: string): App {
  const app = env().apps.find((candidate) => candidate.origin === origin);
  if (!app) throw new AppNotRegistered();
  return app;
}

/** Fetch Metadata names the caller's site; `Origin` is there on every POST and DELETE. */
function refuseOtherPages({ method, headers }: NextApiRequest): void {
  const { origin, "sec-fetch-site": site = "same-origin" } = headers;
  const isOwn = origin === undefined ? method === "GET" : origin === env().baseUrl;
  if (!isOwn || site !== "same-origin") throw new ForbiddenRequest();
}

/**
 * Let in scripts of this component's own page inside a registered app, which `X-Gatepost` names.
 *
 * This header makes every cross-origin script ask first by preflight, which nothing here answers.
 *
 * @throws ForbiddenRequest, AppNotRegistered
 */
export const fromOwnPage: Guard<App> = (req) => {
  refuseOtherPages(req);
  const origin = req.headers["x-gatepost"];
  if (typeof origin !== "string" || origin === "") throw new ForbiddenRequest();
  return registeredApp(origin);
};

/** Let anybody read the page, and only the page's own form send something. */
export const fromOwnForm: Guard = (req) => {
  if (req.method !== "GET") refuseOtherPages(req);
};

/** Refuse every browser: none can send a request without these headers to this route. */
export const fromServer: Guard = ({ headers }) => {
  if (headers.origin !== undefined || headers["sec-fetch-site"] !== undefined)
    throw new ForbiddenRequest({
      message: "Only the app's server may call this address, never a browser.",
    });
};

export const fromAnywhere: Guard = () => {};
