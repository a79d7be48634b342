/** The component's own API routes, called by name; the token is added where no script reads it. */
import { readTiming, trace } from "../kit/trace";
import { auth0 as messages } from "../messages/en.json";
import { keptHeaders } from "./kept";

const TIMEOUT_MS = 10_000;
/** In characters; an event holds 64 kB of JSON. */
const LONGEST_BODY = 4_000;
const PATHS = { ping: "/api/ping", pong: "/api/pong", "pong-scoped": "/api/pong-scoped" } as const;

type Route = keyof typeof PATHS;

export const isRoute = (name: unknown): name is Route =>
  typeof name === "string" && Object.hasOwn(PATHS, name);

/** What the API answered, as it is shown on the page. */
export interface Answer {
  route: Route;
  status: number;
  body: unknown;
  wwwAuthenticate: string | null;
  milliseconds: number;
}

/** Call a route for an app; an API that can't be reached is an answer with status 0. */
export async function callApi(route: Route, app: string): Promise<Answer> {
  const start = performance.now();
  trace("call", { name: route });
  const done = (status: number, body: unknown, wwwAuthenticate: string | null = null): Answer => ({
    route,
    status,
    body,
    wwwAuthenticate,
    milliseconds: Math.round(performance.now() - start),
  });
  try {
    const response = await fetch(PATHS[route], {
      credentials: "same-origin",
      headers: { "X-Gatepost": app, ...(await keptHeaders(app, "GET", PATHS[route])) },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body = asJson(await response.text());
    trace("answer", { name: route, status: response.status, ...readTiming(response) });
    return done(response.status, body, response.headers.get("WWW-Authenticate"));
  } catch {
    trace("answer", { name: route, status: 0 });
    return done(0, { code: "component_unavailable", message: messages.routeUnavailable });
  }
}

/** The JSON of a body, or its text; cut if it would be too large for an event. */
function asJson(text: string): unknown {
  if (text.length > LONGEST_BODY) return text.slice(0, LONGEST_BODY);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
