/** The identity provider's configuration for each OpenID client, and how long to wait for it. */
import * as oidc from "openid-client";
import { type App, env } from "../env";
import { asDiscoveryError } from "./provider_errors";
import { ProviderUnavailable } from "./sign_in_errors";

/** How long a person waits for the provider. */
const PATIENCE_SECONDS = 5;
/** How long the component waits for its answer: a rotated token must not be lost. */
const TIMEOUT_SECONDS = 60;

const configurations = new Map<string, Promise<oidc.Configuration>>();

/**
 * The configuration for an app's client, discovered once for each client; a failure is not kept.
 *
 * @throws ProviderUnavailable, IssuerRejected
 */
export function provider({ clientId }: App): Promise<oidc.Configuration> {
  let configuration = configurations.get(clientId);
  if (!configuration) {
    configuration = discover(clientId);
    configurations.set(clientId, configuration);
    configuration.catch(() => configurations.delete(clientId));
  }
  return configuration;
}

async function discover(clientId: string): Promise<oidc.Configuration> {
  const { issuer, clientSecrets } = env();
  const execute = [oidc.enableNonRepudiationChecks];
  // The settings admit http for loopback hosts only.
  if (issuer.startsWith("http:")) execute.push(oidc.allowInsecureRequests);
  const options = { execute, timeout: TIMEOUT_SECONDS };
  const secret = clientSecrets[clientId];
  try {
    return await oidc.discovery(new URL(issuer), clientId, secret, undefined, options);
  } catch (error) {
    throw asDiscoveryError(error);
  }
}

/**
 * Wait for the provider as long as a person would. The work itself continues.
 *
 * @throws ProviderUnavailable when it takes longer.
 */
export async function within<T>(work: Promise<T>, seconds = PATIENCE_SECONDS): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ProviderUnavailable({ why: "slow" })), seconds * 1_000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
