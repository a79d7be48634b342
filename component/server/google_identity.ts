/** The component's Google ID token, for an API on Cloud Run that is closed to the public. */
import { decodeJwt } from "jose";
import type { NextApiRequest } from "next";
import * as v from "valibot";
import type { GoogleIdentity } from "../env";
import { GoogleIdentityUnavailable } from "./errors";
import { log } from "./log";

/**
 * For all calls of one renewal. Together with the API's 5 s, this is less than the 10 s that the
 * page waits.
 */
const TIMEOUT_MS = 4_000;
/** Google's metadata servers return the same token until 4 minutes before it expires. */
const RENEW_SECONDS = 225;
/** A token must outlive the call it is sent with, even if clocks differ a little. */
const LEEWAY_SECONDS = 30;
const RETRY_SECONDS = 30;

interface IdToken {
  readonly value: string;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
  readonly renewAt: number;
}

type Step = ConstructorParameters<typeof GoogleIdentityUnavailable>[0];
type Federation = Extract<GoogleIdentity, { source: "vercel" }>;

const now = () => Date.now() / 1000;
const isGood = (token: IdToken) => now() < token.expiresAt - LEEWAY_SECONDS;

const idToken = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^[\w-]+\.[\w-]+\.[\w-]+$/),
  v.transform((value): IdToken => {
    const { exp } = v.parse(v.object({ exp: v.number() }), decodeJwt(value));
    return { value, expiresAt: exp, renewAt: Math.max(exp - RENEW_SECONDS, now() + RETRY_SECONDS) };
  }),
  v.check(isGood),
);
const exchanged = v.object({ access_token: v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/)) });
const generated = v.object({ token: idToken });

let kept: IdToken | undefined;
let pending: Promise<IdToken> | undefined;

/**
 * The ID token of this instance, renewed shortly before it expires, once for all callers.
 *
 * @throws GoogleIdentityUnavailable
 */
export async function googleIdToken(identity: GoogleIdentity, req: NextApiRequest) {
  if (kept && isGood(kept) && now() < kept.renewAt) return kept.value;
  pending ??= renew(identity, req).finally(() => {
    pending = undefined;
  });
  return (await pending).value;
}

async function renew(identity: GoogleIdentity, req: NextApiRequest): Promise<IdToken> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    kept =
      identity.source === "vercel"
        ? await federate(identity, req, signal)
        : await askMetadataServer(identity.audience, signal);
  } catch (error) {
    if (!kept || !isGood(kept)) throw error;
    log("WARNING", "google_identity_not_renewed", error);
    kept = { ...kept, renewAt: now() + RETRY_SECONDS };
  }
  return kept;
}

/**
 * Exchange Vercel's token of this request for an ID token of the service account.
 *
 * Vercel documents the header in "OIDC Federation Reference", Google the calls in the reference
 * of the Security Token Service (v1.token) and of IAM Credentials (generateIdToken).
 */
async function federate(identity: Federation, req: NextApiRequest, signal: AbortSignal) {
  const { audience, provider, serviceAccount } = identity;
  const vercelToken = req.headers["x-vercel-oidc-token"];
  if (typeof vercelToken !== "string" || !vercelToken) throw new GoogleIdentityUnavailable("oidc");
  const exchange = new URLSearchParams({
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    audience: provider,
    scope: "https://www.googleapis.com/auth/cloud-platform",
    requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
    subject_token: vercelToken,
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
  });
  const accessToken = await ask(
    "sts",
    "https://sts.googleapis.com/v1/token",
    { method: "POST", body: exchange, signal },
    (body) => v.parse(exchanged, JSON.parse(body)).access_token,
  );
  const headers = { Authorization: `Bearer ${accessToken}`, "Content-Type": "application/json" };
  return ask(
    "impersonation",
    `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${serviceAccount}:generateIdToken`,
    { method: "POST", body: JSON.stringify({ audience, includeEmail: true }), headers, signal },
    (body) => v.parse(generated, JSON.parse(body)).token,
  );
}

/**
 * The token of the service account that Google Cloud runs the component as (Google's guide "Get an
 * ID token").
 */
function askMetadataServer(audience: string, signal: AbortSignal) {
  const query = new URLSearchParams({ audience, format: "full" });
  return ask(
    "metadata",
    `http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/identity?${query}`,
    { headers: { "Metadata-Flavor": "Google" }, signal },
    (body, headers) => {
      // Another server that answers under this name can't vouch for the component.
      v.parse(v.literal("Google"), headers.get("Metadata-Flavor"));
      return v.parse(idToken, body);
    },
  );
}

async function ask<T>(
  step: Step,
  url: string,
  init: RequestInit,
  read: (body: string, headers: Headers) => T,
): Promise<T> {
  let status: number | undefined;
  try {
    const answer = await fetch(url, { ...init, redirect: "error" });
    status = answer.status;
    const body = await answer.text();
    if (answer.ok) return read(body, answer.headers);
  } catch (cause) {
    throw new GoogleIdentityUnavailable(step, status, { cause });
  }
  throw new GoogleIdentityUnavailable(step, status);
}
