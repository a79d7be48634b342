/** The registered apps: who may embed the component, and the scopes each may ask for. */
import { type App, env } from "../env";
import { AppNotRegistered } from "./errors";

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
