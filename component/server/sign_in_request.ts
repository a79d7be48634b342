/** What an app asks a sign-in for: checked against what the operator allows it. */
import * as v from "valibot";
import type { App } from "../env";
import { type SignInRequest, signInRequest } from "../wire/contract.gen";
import { match } from "../wire/shape";
import { ScopeNotAllowed, SignInNotAllowed } from "./sign_in_errors";

/** The request as the frame passes it on from its app. */
export const requestSchema = v.pipe(
  v.unknown(),
  v.check((value) => match(signInRequest, value) !== null),
  v.transform((value) => match(signInRequest, value) as SignInRequest),
);

/** OpenID Connect Core 1.0, section 3.1.2.1; `none` shows no page, so no window would close. */
const PROMPTS = ["login", "select_account", "consent"];

/** What an app prompts for, and the password with it: a choice of the account stays one. */
export const withLogin = (prompt?: string): string =>
  [...new Set([...(prompt?.split(" ") ?? []), "login"])].join(" ");

/**
 * The API scopes that a request asks for; without any, all that the app may have.
 *
 * @throws ScopeNotAllowed
 */
export function scopesOf(app: App, { scopes }: SignInRequest): readonly string[] {
  const refused = scopes?.find((scope) => !app.scopes.includes(scope));
  if (refused !== undefined) throw new ScopeNotAllowed(refused);
  return scopes ?? app.scopes;
}

/**
 * The parameters of the authorize request, besides the scopes.
 *
 * @throws SignInNotAllowed
 */
export function parametersOf(app: App, request: SignInRequest): Record<string, string> {
  const { prompt, connection, organization, max_age, acr_values, ui_locales } = request;
  if (prompt?.split(" ").some((one) => !PROMPTS.includes(one)))
    throw new SignInNotAllowed("prompt", PROMPTS);
  if (connection != null && !app.connections.includes(connection))
    throw new SignInNotAllowed("connection");
  if (organization != null && !app.organizations.includes(organization))
    throw new SignInNotAllowed("organization");
  const parameters = {
    prompt,
    connection,
    organization,
    login_hint: request.login_hint,
    max_age: max_age?.toString(),
    acr_values: acr_values?.join(" "),
    ui_locales: ui_locales?.join(" "),
  };
  const given = Object.entries(parameters).filter((pair): pair is [string, string] => !!pair[1]);
  return Object.fromEntries(given);
}
