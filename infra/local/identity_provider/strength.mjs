import { interactionPolicy } from "oidc-provider";

/** How a person authenticated (OpenID Connect Core 1.0, section 2: acr): with a password alone. */
const PASSWORD = "urn:gatepost:password";
/** The value by which Auth0 is asked for a second factor. */
const MULTI_FACTOR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";
export const ACR_VALUES = [PASSWORD, MULTI_FACTOR];
/** The second factor of every seeded account: a sample, for local runs only. */
export const CODE = "123456";

const asksForMore = ({ acr_values = "" }) => acr_values.split(" ").includes(MULTI_FACTOR);

/** Whether the login page has to ask for the second factor, too. */
export const needsCode = asksForMore;

/** The result of a login whose factors were checked. */
export const strengthOf = (params) => ({ acr: asksForMore(params) ? MULTI_FACTOR : PASSWORD });

/** Ask for a login where the one of the session is weaker than requested, as Auth0's Actions do. */
export function addStrengthCheck(policy) {
  const isWeak = ({ oidc }) => asksForMore(oidc.params) && oidc.session.acr !== MULTI_FACTOR;
  policy
    .get("login")
    .checks.add(
      new interactionPolicy.Check("weak_session", "a second factor is required", isWeak),
    );
}
