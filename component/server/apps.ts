/** The registered apps: who may embed the component, and the scopes each asks for. */
import type { NextApiRequest } from "next";
import { type App, env } from "../env";
import { AppNotRegistered, ForbiddenRequest } from "./errors";

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

/**
 * The app the calling frame stands in, as its header `X-Gatepost` says.
 *
 * @throws ForbiddenRequest when the header is missing: no frame of the component sent this.
 * @throws AppNotRegistered when GATEPOST_APPS does not list the app.
 */
export function callingApp(req: NextApiRequest): App {
  const origin = req.headers["x-gatepost"];
  if (typeof origin !== "string" || origin === "") throw new ForbiddenRequest();
  return registeredApp(origin);
}
