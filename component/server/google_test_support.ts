/** Google and Vercel as the component meets them, on loopback: each answers what a test wants. */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { NextApiRequest, NextApiResponse } from "next";
import { expect, vi } from "vitest";
import { anApp, cookieOf, GRANT, SESSION, serve, serveRoute, setSettings } from "../test_support";

export const FEDERATION = {
  API_GOOGLE_IDENTITY: "vercel",
  GCP_PROJECT_NUMBER: "123456789012",
  GCP_SERVICE_ACCOUNT_EMAIL: "gatepost@project.iam.gserviceaccount.com",
  GCP_WORKLOAD_IDENTITY_POOL_ID: "vercel-pool",
  GCP_WORKLOAD_IDENTITY_POOL_PROVIDER_ID: "vercel-provider",
};
export const METADATA = { API_GOOGLE_IDENTITY: "metadata_server" };
export const SOURCES = [
  ["vercel", FEDERATION],
  ["metadata_server", METADATA],
] as const;

export const VERCEL_TOKEN = "vercel-oidc-token";
export const FEDERATED_TOKEN = "federated-access-token";

/** No token and nothing that Google said stands in an answer or in the log. */
export async function keepsSecrets(response: Response, log: string): Promise<void> {
  const seen = [await response.text(), ...response.headers.values(), log].join("\n");
  for (const secret of [VERCEL_TOKEN, FEDERATED_TOKEN, "google-signature", GRANT.accessToken])
    expect(seen).not.toContain(secret);
  expect(seen).not.toMatch(/eyJ|said by google|refresh-token/i);
}

let minted = 0;

/** An ID token for an audience that ends in so many seconds; no two are equal. */
export function mintIdToken(aud: unknown, seconds = 3600): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  minted += 1;
  const exp = Math.floor(Date.now() / 1000) + seconds;
  return `${part({ alg: "RS256" })}.${part({ aud, exp, jti: minted })}.google-signature`;
}

export interface Asked {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage["headers"];
  body: string;
}

type Reply = (asked: Asked, res: ServerResponse) => void;

export const json =
  (value: unknown, status = 200): Reply =>
  (_asked, res) =>
    res.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));

/** As Cloud Run answers a call that IAM does not let through. */
export const refusal =
  (status: number): Reply =>
  (_asked, res) =>
    res
      .writeHead(status, {
        "Content-Type": "text/html; charset=UTF-8",
        "WWW-Authenticate":
          'Bearer error="invalid_token" error_description="The access token could not be verified"',
      })
      .end("<html><title>Error</title>Your client does not have permission</html>");

/** What each of Google's servers was asked, and how it answers next. */
class Server {
  asked: Asked[] = [];
  constructor(public reply: Reply) {}

  readonly listener: RequestListener = async (req, res) => {
    let body = "";
    for await (const piece of req) body += piece;
    const asked = { method: req.method, url: req.url, headers: req.headers, body };
    this.asked.push(asked);
    this.reply(asked, res);
  };
}

export class Google {
  /** How long the next ID tokens live, in seconds. */
  lifetime = 3600;
  readonly sts = new Server(json({ access_token: FEDERATED_TOKEN, expires_in: 3600 }));
  readonly iam = new Server((asked, res) =>
    json({ token: mintIdToken(JSON.parse(asked.body).audience, this.lifetime) })(asked, res),
  );
  readonly metadata = new Server((asked, res) => {
    const audience = new URL(asked.url ?? "", "http://metadata").searchParams.get("audience");
    res.writeHead(200, { "Metadata-Flavor": "Google", "Content-Type": "text/html" });
    res.end(mintIdToken(audience, this.lifetime));
  });
  /** Cloud Run with the API behind it. */
  readonly api = new Server(json({ message: "pong" }));
  readonly addresses = new Map<string, string>();

  /** Start the servers; the addresses of Google's own lead to them, and no other leaves the machine. */
  async start(): Promise<void> {
    this.addresses.set("https://sts.googleapis.com", await serve(this.sts.listener));
    this.addresses.set("https://iamcredentials.googleapis.com", await serve(this.iam.listener));
    this.addresses.set("http://metadata.google.internal", await serve(this.metadata.listener));
    const real = globalThis.fetch;
    vi.stubGlobal("fetch", async (input: string, init?: RequestInit) => {
      const { origin, hostname } = new URL(input);
      const address = this.addresses.get(origin);
      if (!address && hostname !== "127.0.0.1") throw new Error(`${origin} is not on loopback`);
      return real(address ? input.replace(origin, address) : input, init);
    });
  }

  /** The ID tokens that reached the API, oldest first. */
  get sent(): unknown[] {
    return this.api.asked.map(({ headers }) => headers["x-serverless-authorization"]);
  }

  /** A fresh instance of the component with these settings, and how the page calls it. */
  async instance(settings: Record<string, string>, vercelToken = VERCEL_TOKEN) {
    vi.resetModules();
    const api = await serve(this.api.listener);
    const unset = Object.fromEntries(Object.keys(FEDERATION).map((name) => [name, ""]));
    const own = { API_BASE_URL: api, COMPONENT_BASE_URL: "http://127.0.0.1:3001" };
    setSettings({ ...own, ...unset, API_GOOGLE_AUDIENCE: "", ...settings });
    const { passThrough } = await import("./upstream");
    const { route } = await import("./route");
    const GET = (req: NextApiRequest, res: NextApiResponse) =>
      passThrough("/api/pong", req, res, anApp());
    const address = await serveRoute(route(() => {}, { GET }));
    const headers = {
      // Without a refresh token it needs no renewal, however long a test lasts.
      Cookie: await cookieOf({ ...SESSION, refreshToken: null }),
      ...(vercelToken ? { "X-Vercel-OIDC-Token": vercelToken } : {}),
    };
    return { api, call: () => fetch(address, { headers }) };
  }
}
