/** What tokens and metadata show of the provider's settings; the log has advice on each. */
import { decodeJwt, decodeProtectedHeader } from "jose";
import type * as oidc from "openid-client";
import type { App } from "../env";
import { log } from "./log";

type Tokens = Pick<oidc.TokenEndpointResponse, "access_token" | "refresh_token">;

/** The API takes no other. */
const ALGORITHM = "RS256";

/** Log what a sign-in shows: none of it stops the person, and none would be seen otherwise. */
export function reportTokens(app: App, tokens: Tokens): void {
  if (!tokens.refresh_token) log("WARNING", "refresh_token_missing");
  const found = app.audience === null ? null : faultOf(app, tokens.access_token);
  if (found) log("WARNING", found);
}

/** Log what the metadata show. */
export function reportMetadata({ end_session_endpoint }: Readonly<oidc.ServerMetadata>): void {
  if (!end_session_endpoint) log("WARNING", "end_session_missing");
}

function faultOf(app: App, accessToken: string): string | null {
  if (accessToken.split(".").length === 5) return "access_token_encrypted"; // RFC 7516, section 7.1
  try {
    if (decodeProtectedHeader(accessToken).alg !== ALGORITHM) return "access_token_algorithm";
    const listsNone = decodeJwt(accessToken).permissions === undefined;
    return listsNone && app.scopes.length > 0 ? "permissions_missing" : null;
  } catch {
    return "access_token_opaque";
  }
}
