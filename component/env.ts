/**
 * The settings of the component: this file is the only one that reads the environment.
 *
 * `next.config.ts` reads them at build and at start, so a missing or malformed setting ends
 * either with its name; the routes read them once per instance through `env()`.
 */
import * as v from "valibot";

/** One Streamlit app that may embed this component. */
export interface App {
  /** Exact origin, such as `https://myapp.streamlit.app`. */
  readonly origin: string;
  /** API scopes that sign-in asks for on behalf of this app: a request, no limit. */
  readonly scopes: readonly string[];
}

/** How the component proves to Google who it is, when the API is closed to the public. */
export type GoogleIdentity = {
  /** Whom the ID token is for: the service's own address, or one of its custom audiences. */
  readonly audience: string;
} & (
  | { readonly source: "metadata_server" }
  | {
      readonly source: "vercel";
      /** Full resource name of the workload identity pool's provider. */
      readonly provider: string;
      readonly serviceAccount: string;
    }
);

export interface Env {
  /** Origin this component is served from. */
  readonly baseUrl: string;
  /** Base address of the protected API, without a trailing slash. */
  readonly apiBaseUrl: string;
  /** Issuer identifier, exact, trailing slash included (OpenID Connect Discovery 1.0, section 3). */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly audience: string;
  /** The secret that seals, newest first; older ones still open what they sealed. */
  readonly secrets: readonly string[];
  readonly apps: readonly App[];
  /** Null when everybody may reach the API. */
  readonly googleIdentity: GoogleIdentity | null;
}

/** Names each missing or malformed setting and says what is expected; never shows a value. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  /** The sentence is for an operator: where in the code it was raised is no help. */
  override readonly stack = `SettingsError: ${this.message}`;
}

/** Secrets that start so stand in the repository: they work on loopback hosts only. */
const SAMPLE = "local-sample-";
const SECRET_LENGTH = 32;

/** No wildcard and no `;`: an origin becomes a source expression of the frame's policy (CSP3). */
const HOST = /^(?:[a-z\d._-]+|\[[a-f\d:.]+\])$/;

const isLoopback = (url: URL) => ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);

function parseUrl(value: string): URL | null {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || url.username || url.password || url.search || url.hash) return null;
  if (!HOST.test(url.hostname)) return null;
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url))) return url;
  return null;
}

const isOrigin = (value: string) => parseUrl(value)?.origin === value;
const HTTPS = "(https, or http on a loopback host)";
const text = v.pipe(v.string("is missing"), v.trim(), v.nonEmpty("is missing"));
const url = v.pipe(
  text,
  v.check((value) => parseUrl(value) !== null, `must be an address without query ${HTTPS}`),
);
const origin = v.pipe(
  text,
  v.check(isOrigin, `must be an exact origin such as https://app.example.com ${HTTPS}`),
);
const SCOPE = "holds a malformed scope";
const scope = v.pipe(v.string(SCOPE), v.regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, SCOPE));
const app = v.object(
  { origin, scopes: v.optional(v.array(scope, "must be a list of scopes"), []) },
  'must be an object such as {"origin": "https://myapp.streamlit.app"}',
);
const apps = v.pipe(
  text,
  v.transform((value): unknown => {
    try {
      return JSON.parse(value);
    } catch {
      return undefined;
    }
  }),
  v.array(
    app,
    'must be JSON such as [{"origin": "https://myapp.streamlit.app", "scopes": ["read:messages"]}]',
  ),
  v.minLength(1, "must name at least one app"),
);
const poolId = v.pipe(text, v.regex(/^[a-z\d-]{4,32}$/, "must be the ID, such as vercel"));
const SOURCES = ["", "vercel", "metadata_server"] as const;

const schema = v.object({
  COMPONENT_BASE_URL: origin,
  API_BASE_URL: v.pipe(
    url,
    v.transform((value) => value.replace(/\/+$/, "")),
  ),
  AUTH0_ISSUER: url,
  AUTH0_CLIENT_ID: text,
  AUTH0_CLIENT_SECRET: text,
  AUTH0_AUDIENCE: text,
  GATEPOST_SECRET: v.pipe(
    text,
    v.transform((value) => value.split(",").map((secret) => secret.trim())),
    v.check(
      (secrets) => secrets.length <= 2 && secrets.every((s) => s.length >= SECRET_LENGTH),
      `must be one secret, or the new and the old one with a comma between, of at least ${SECRET_LENGTH} characters each`,
    ),
  ),
  GATEPOST_APPS: apps,
  API_GOOGLE_IDENTITY: v.optional(
    v.pipe(v.string(), v.trim(), v.picklist(SOURCES, "must be vercel, metadata_server or empty")),
    "",
  ),
  API_GOOGLE_AUDIENCE: v.optional(
    v.pipe(v.string(), v.trim(), v.regex(/^\S*$/, "must be one audience, without spaces")),
    "",
  ),
  // Named as Vercel's guide "Connect to Google Cloud Platform (GCP)" names them.
  GCP_PROJECT_NUMBER: v.pipe(text, v.regex(/^\d+$/, "must be the project's number, not its ID")),
  GCP_SERVICE_ACCOUNT_EMAIL: v.pipe(
    text,
    v.regex(/^[a-z\d.-]+@[a-z\d.-]+\.gserviceaccount\.com$/, "must be a service account's e-mail"),
  ),
  GCP_WORKLOAD_IDENTITY_POOL_ID: poolId,
  GCP_WORKLOAD_IDENTITY_POOL_PROVIDER_ID: poolId,
});

const schemaWithoutFederation = v.omit(schema, [
  "GCP_PROJECT_NUMBER",
  "GCP_SERVICE_ACCOUNT_EMAIL",
  "GCP_WORKLOAD_IDENTITY_POOL_ID",
  "GCP_WORKLOAD_IDENTITY_POOL_PROVIDER_ID",
]);
type Settings = v.InferOutput<typeof schema> | v.InferOutput<typeof schemaWithoutFederation>;

function googleIdentity(settings: Settings): GoogleIdentity | null {
  const audience = settings.API_GOOGLE_AUDIENCE || settings.API_BASE_URL;
  if (!("GCP_PROJECT_NUMBER" in settings))
    return settings.API_GOOGLE_IDENTITY ? { audience, source: "metadata_server" } : null;
  const pool = `projects/${settings.GCP_PROJECT_NUMBER}/locations/global/workloadIdentityPools/${settings.GCP_WORKLOAD_IDENTITY_POOL_ID}`;
  return {
    audience,
    source: "vercel",
    provider: `//iam.googleapis.com/${pool}/providers/${settings.GCP_WORKLOAD_IDENTITY_POOL_PROVIDER_ID}`,
    serviceAccount: settings.GCP_SERVICE_ACCOUNT_EMAIL,
  };
}

/**
 * Read and check all settings.
 *
 * @throws SettingsError with one line for each setting that is missing or malformed.
 */
export function readEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const federated = source.API_GOOGLE_IDENTITY?.trim() === "vercel";
  const chosen = federated ? schema : schemaWithoutFederation;
  // A name that is not there at all is as missing as one without a value, and is told alike.
  const given = Object.fromEntries(Object.keys(chosen.entries).map((name) => [name, source[name]]));
  const parsed = v.safeParse(chosen, given, { abortPipeEarly: true });
  if (!parsed.success) {
    const lines = parsed.issues.map((issue) => `${v.getDotPath(issue)} ${issue.message}`);
    throw new SettingsError(
      `Set what is missing in the environment, as component/README.md says:\n${lines.join("\n")}`,
    );
  }
  const settings = parsed.output;
  const secrets = {
    AUTH0_CLIENT_SECRET: [settings.AUTH0_CLIENT_SECRET],
    GATEPOST_SECRET: settings.GATEPOST_SECRET,
  };
  for (const [name, values] of Object.entries(secrets)) {
    if (
      values.some((s) => s.startsWith(SAMPLE)) &&
      !isLoopback(new URL(settings.COMPONENT_BASE_URL))
    )
      throw new SettingsError(`${name} is a sample: set a secret of your own outside local runs`);
  }
  return {
    baseUrl: settings.COMPONENT_BASE_URL,
    apiBaseUrl: settings.API_BASE_URL,
    issuer: settings.AUTH0_ISSUER,
    clientId: settings.AUTH0_CLIENT_ID,
    clientSecret: settings.AUTH0_CLIENT_SECRET,
    audience: settings.AUTH0_AUDIENCE,
    secrets: settings.GATEPOST_SECRET,
    apps: settings.GATEPOST_APPS,
    googleIdentity: googleIdentity(settings),
  };
}

/** Where Next writes the build: two builds with other settings can stand side by side. */
export const buildDirectory = (): string => process.env.NEXT_DIST_DIR ?? ".next";

let cached: Env | undefined;

/** The settings of this instance, read once. */
export function env(): Env {
  cached ??= readEnv(process.env);
  return cached;
}
