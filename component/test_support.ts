/** What several tests of this tier share: settings, and real HTTP on the loopback interface. */
import { createHash } from "node:crypto";
import { createServer, type RequestListener, type Server, type ServerOptions } from "node:http";
import type { AddressInfo } from "node:net";
import type { NextApiHandler, NextApiRequest, NextApiResponse } from "next";
import { apiResolver } from "next/dist/server/api-utils/node/api-resolver";
import { vi } from "vitest";
import type { App as Registered } from "./env";
import type { Session } from "./server/session";

/** A key as the command makes one, the same each time for a name. */
export const aKey = (name: string) => createHash("sha256").update(name).digest("hex");

/** A complete set of settings, as the environment gives them. */
export const SETTINGS = {
  COMPONENT_BASE_URL: "https://component.example",
  API_BASE_URL: "https://api.example",
  AUTH0_ISSUER: "https://issuer.example/",
  AUTH0_CLIENT_ID: "client-id",
  AUTH0_CLIENT_SECRET: "client-secret-of-the-tests",
  AUTH0_AUDIENCE: "https://audience.example",
  GATEPOST_SECRET: aKey("first"),
  GATEPOST_APPS:
    '[{"origin":"https://one.example","scopes":["read:messages"]},{"origin":"https://two.example"}]',
};

export const BASE_URL = SETTINGS.COMPONENT_BASE_URL;
export const APP = "https://one.example";
export const OTHER_APP = "https://two.example";

/** A registered app, as `env()` gives it. */
export const anApp = (changes: Partial<Registered> = {}): Registered => ({
  origin: APP,
  embeddedBy: [],
  name: null,
  trusted: true,
  scopes: [],
  audience: SETTINGS.AUTH0_AUDIENCE,
  clientId: SETTINGS.AUTH0_CLIENT_ID,
  connections: [],
  organizations: [],
  apis: [],
  ...changes,
});

/** Set the environment; it counts for modules that have not read it yet. */
export function setSettings(changes: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries({ ...SETTINGS, ...changes })) vi.stubEnv(name, value);
}

/** What a sign-in gave, recognisable wherever it leaks. */
export const GRANT = {
  user: {
    ...{ sub: "auth0|ada", name: "Ada Lovelace", email: "ada@example.com" },
    ...{ emailVerified: true, picture: null, locale: null, claims: { sub: "auth0|ada" } },
  },
  accessToken: "access-token-of-ada",
  expiresAt: 2_000_000_000,
  scopes: ["read:messages"],
  permissions: null,
  acr: null,
  authTime: null,
  apis: [],
};

export const SESSION = {
  id: "session-of-ada",
  app: APP,
  grant: GRANT,
  refreshToken: "refresh-token-of-ada",
  sid: "sid-of-ada",
  signedInAt: Math.floor(Date.now() / 1000),
  provenAt: Math.floor(Date.now() / 1000),
};

/** Headers of a script of the component's own page inside `APP`. */
export const OWN_PAGE = {
  "X-Gatepost": APP,
  "Sec-Fetch-Site": "same-origin",
  Origin: BASE_URL,
};

/** The `Cookie` header of a browser that keeps this session. */
export async function cookieOf(session: Session): Promise<string> {
  const [{ carrierOf }, { writeSession }] = await Promise.all([
    import("./server/carrier"),
    import("./server/session"),
  ]);
  const setHeader = vi.fn();
  const req = { headers: {}, cookies: {} } as unknown as NextApiRequest;
  const res = { setHeader } as unknown as NextApiResponse;
  await writeSession(await carrierOf(req, res, anApp({ origin: session.app })), session);
  return String(setHeader.mock.calls[0]?.[1]).split(";")[0] ?? "";
}

const running = new Set<Server>();

/** Serve on a free loopback port until `closeServers`. */
export async function serve(
  listener: RequestListener,
  options: ServerOptions = {},
): Promise<string> {
  const server = createServer(options, listener);
  running.add(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Serve an API route as Next does: its cookies, its body parser, its answers. */
export function serveRoute(handler: NextApiHandler, config?: object): Promise<string> {
  const context = {
    previewModeId: "none",
    previewModeEncryptionKey: "none",
    previewModeSigningKey: "none",
    dev: false,
  };
  const module = { default: handler, config };
  return serve((req, res) => {
    const query = new URL(req.url ?? "", "http://127.0.0.1").searchParams;
    const all = [...new Set(query.keys())].map((name) => [name, query.getAll(name)] as const);
    const asNext = all.map(([name, values]) => [name, values.length > 1 ? values : values[0]]);
    void apiResolver(req, res, Object.fromEntries(asNext), module, context, false);
  });
}

export async function closeServers(): Promise<void> {
  for (const server of running) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
  running.clear();
}

/** Lines written to the log since this call. */
export function watchLog(): { text(): string } {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  return { text: () => write.mock.calls.map(([line]) => String(line)).join("") };
}
