/** The component's own API routes, called by name; the token is added where no script reads it. */

const TIMEOUT_MS = 10_000;
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

/** Call a route; an API that can't be reached is an answer too, of status 0. */
export async function callRoute(route: Route): Promise<Answer> {
  const start = performance.now();
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
      headers: { "X-Gatepost": "1" },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return done(response.status, await response.json(), response.headers.get("WWW-Authenticate"));
  } catch {
    return done(0, {
      code: "component_unavailable",
      message: "The component does not answer. Try again in a moment.",
    });
  }
}
