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
});

/**
 * Read and check all settings.
 *
 * @throws SettingsError with one line for each setting that is missing or malformed.
 */
export function readEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const parsed = v.safeParse(schema, source, { abortPipeEarly: true });
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
