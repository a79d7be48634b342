/**
 * The settings of the component: this file is the only one that reads the environment.
 *
 * `next.config.ts` reads them too, so that a build or a start fails with the name of a missing or
 * malformed setting.
 */
import * as v from "valibot";
import { type App, appOf, rows } from "./settings/apps";
import { federation, type GoogleIdentity, google, googleIdentity } from "./settings/google";
import { keys, setting, trimmed } from "./settings/schemas";
import { fault, isLoopback, trim } from "./settings/values";

export type { App } from "./settings/apps";
export type { GoogleIdentity } from "./settings/google";

export interface Env {
  /** Origin this component is served from. */
  readonly baseUrl: string;
  /** Base address of the protected API, without a trailing slash. */
  readonly apiBaseUrl: string;
  /** Issuer identifier, exact, trailing slash included (OpenID Connect Discovery 1.0, section 3). */
  readonly issuer: string;
  /** Identifier of the API behind `apiBaseUrl`. */
  readonly audience: string;
  /** The secret of each OpenID client, by its id. */
  readonly clientSecrets: Readonly<Record<string, string>>;
  /** The sealing keys, newest first; an older one still opens what it sealed. */
  readonly secrets: readonly string[];
  readonly apps: readonly App[];
  /** How long a session lasts after the sign-in, however it is used. */
  readonly sessionSeconds: number;
  /** How long the provider's last confirmation of a session counts. */
  readonly proofSeconds: number;
  /** Null when everybody may reach the API. */
  readonly googleIdentity: GoogleIdentity | null;
  /** Where to report a vulnerability: a `mailto:` or `https:` address. */
  readonly securityContact: string | null;
}

/** Names each missing or malformed setting and says what is expected; never shows a secret. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  /** The message is for an operator: a stack trace would not help. */
  override readonly stack = `SettingsError: ${this.message}`;
}

/** Secrets with this prefix are in the repository: they work on loopback hosts only. */
const SAMPLE = "local-sample-";

/** One URI on one line (RFC 9116, section 2.5.3), in ASCII. */
const CONTACT = /^(?:mailto:[\x21-\x3f\x41-\x7e]+@[\x21-\x3f\x41-\x7e]+|https:\/\/[\x21-\x7e]+)?$/;

/** A whole number from 1 to `most`. */
const number = (usual: number, most: number) => {
  const message = `must be a whole number from 1 to ${most}`;
  return v.pipe(
    v.optional(trimmed, String(usual)),
    v.regex(/^\d+$/, message),
    v.transform(Number),
    v.minValue(1, message),
    v.maxValue(most, message),
  );
};

const usual = {
  COMPONENT_BASE_URL: setting("origin"),
  API_BASE_URL: setting("base"),
  AUTH0_ISSUER: setting("issuer"),
  AUTH0_CLIENT_ID: setting("text"),
  AUTH0_CLIENT_SECRET: setting("secret"),
  AUTH0_AUDIENCE: setting("text"),
  GATEPOST_SECRET: keys,
  GATEPOST_APPS: rows,
  SESSION_HOURS: number(24, 30 * 24),
  SESSION_PROOF_MINUTES: number(5, 60),
  SECURITY_CONTACT: v.optional(
    v.pipe(trimmed, v.regex(CONTACT, "must be a mailto: or https: address")),
    "",
  ),
  ...google,
};
const schema = v.object(usual);
const schemaWithFederation = v.object({ ...usual, ...federation });

type Source = Readonly<Record<string, string | undefined>>;
type Settings = v.InferOutput<typeof schema>;

/**
 * Read and check all settings.
 *
 * @throws SettingsError with one line for each setting that is missing or malformed.
 */
export function readEnv(source: Source): Env {
  const settings = parse(source);
  const clientSecrets = readClientSecrets(source, settings);
  const hasSample = Object.values(clientSecrets).some((secret) => secret.startsWith(SAMPLE));
  if (hasSample && !isLoopback(settings.COMPONENT_BASE_URL))
    throw new SettingsError(
      "AUTH0_CLIENT_SECRET, or the secret of a client in GATEPOST_APPS, is a sample: set your own outside local runs",
    );
  const shared = { clientId: settings.AUTH0_CLIENT_ID, audience: settings.AUTH0_AUDIENCE };
  return {
    baseUrl: settings.COMPONENT_BASE_URL,
    apiBaseUrl: settings.API_BASE_URL,
    issuer: settings.AUTH0_ISSUER,
    audience: settings.AUTH0_AUDIENCE,
    clientSecrets,
    secrets: settings.GATEPOST_SECRET,
    apps: settings.GATEPOST_APPS.map((row) => appOf(row, shared)),
    sessionSeconds: settings.SESSION_HOURS * 3600,
    proofSeconds: settings.SESSION_PROOF_MINUTES * 60,
    googleIdentity: googleIdentity(settings),
    securityContact: settings.SECURITY_CONTACT || null,
  };
}

function parse(source: Source): Settings {
  const federated = trim(source.API_GOOGLE_IDENTITY ?? "") === "vercel";
  const chosen = federated ? schemaWithFederation : schema;
  // A missing setting and an empty one get the same message.
  const given = Object.fromEntries(Object.keys(chosen.entries).map((name) => [name, source[name]]));
  const parsed = v.safeParse(chosen, given, { abortPipeEarly: true });
  if (parsed.success) return parsed.output;
  const lines = parsed.issues.map((issue) => `${v.getDotPath(issue)} ${issue.message}`);
  throw new SettingsError(
    `Correct these settings in the environment (see component/README.md):\n${lines.join("\n")}`,
  );
}

/** The shared client's secret, and those in the variables that rows of `GATEPOST_APPS` name. */
function readClientSecrets(source: Source, settings: Settings): Record<string, string> {
  const secrets = { [settings.AUTH0_CLIENT_ID]: settings.AUTH0_CLIENT_SECRET };
  for (const { client } of settings.GATEPOST_APPS) {
    if (!client) continue;
    const { id, secret_env: name } = client;
    if (name in schemaWithFederation.entries)
      throw new SettingsError(`GATEPOST_APPS names ${name} as a client's secret: use another name`);
    const secret = trim(source[name] ?? "");
    const found = fault("secret", secret);
    if (found) throw new SettingsError(`${name} ${found} (GATEPOST_APPS names it)`);
    if (Object.hasOwn(secrets, id) && secrets[id] !== secret)
      throw new SettingsError(
        `${name} differs from the secret given elsewhere for the same client: use one secret`,
      );
    secrets[id] = secret;
  }
  return secrets;
}

/** Where Next writes the build: builds with different settings can exist side by side. */
export const buildDirectory = (): string => process.env.NEXT_DIST_DIR ?? ".next";

let cached: Env | undefined;

/** The settings of this instance, read once. */
export function env(): Env {
  cached ??= readEnv(process.env);
  return cached;
}
