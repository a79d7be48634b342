/** How the component authenticates to Google if the API is closed to the public. */
import * as v from "valibot";
import { optional, setting, trimmed } from "./schemas";

export type GoogleIdentity = {
  /** The ID token's audience: the service's own address, or one of its custom audiences. */
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

const SOURCES = ["", "vercel", "metadata_server"] as const;
const poolId = v.pipe(
  setting("text"),
  v.regex(/^[a-z\d-]{4,32}$/, "must be the ID, such as vercel"),
);

export const google = {
  API_GOOGLE_IDENTITY: v.optional(
    v.pipe(trimmed, v.picklist(SOURCES, "must be vercel, metadata_server or empty")),
    "",
  ),
  API_GOOGLE_AUDIENCE: optional("text"),
};

/** Named as in Vercel's guide "Connect to Google Cloud Platform (GCP)". */
export const federation = {
  GCP_PROJECT_NUMBER: v.pipe(
    setting("text"),
    v.regex(/^\d+$/, "must be the project's number, not its ID"),
  ),
  GCP_SERVICE_ACCOUNT_EMAIL: v.pipe(
    setting("text"),
    v.regex(/^[a-z\d.-]+@[a-z\d.-]+\.gserviceaccount\.com$/, "must be a service account's e-mail"),
  ),
  GCP_WORKLOAD_IDENTITY_POOL_ID: poolId,
  GCP_WORKLOAD_IDENTITY_POOL_PROVIDER_ID: poolId,
};

type Settings = v.InferOutput<v.ObjectSchema<typeof google, undefined>> & {
  readonly API_BASE_URL: string;
} & Partial<v.InferOutput<v.ObjectSchema<typeof federation, undefined>>>;

export function googleIdentity(settings: Settings): GoogleIdentity | null {
  const audience = settings.API_GOOGLE_AUDIENCE || settings.API_BASE_URL;
  if (!settings.GCP_PROJECT_NUMBER || !settings.GCP_SERVICE_ACCOUNT_EMAIL)
    return settings.API_GOOGLE_IDENTITY ? { audience, source: "metadata_server" } : null;
  const pool = `projects/${settings.GCP_PROJECT_NUMBER}/locations/global/workloadIdentityPools/${settings.GCP_WORKLOAD_IDENTITY_POOL_ID}`;
  return {
    audience,
    source: "vercel",
    provider: `//iam.googleapis.com/${pool}/providers/${settings.GCP_WORKLOAD_IDENTITY_POOL_PROVIDER_ID}`,
    serviceAccount: settings.GCP_SERVICE_ACCOUNT_EMAIL,
  };
}
