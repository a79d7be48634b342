/** More APIs of the tenant, as `[connections.billing]` of an app may need: everybody may use them. */
export const FURTHER_APIS = { "https://billing.gatepost.test": ["read:invoices"] };

/**
 * Let every refresh token get tokens for the further APIs, as at Auth0 with multi-resource refresh
 * tokens: oidc-provider demands that the sign-in has asked for them.
 */
export function allowFurtherApis({ RefreshToken: { prototype } }) {
  const widen = (name, more) => {
    const { get } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(prototype), name);
    Object.defineProperty(prototype, name, {
      get() {
        return new Set([...get.call(this), ...more]);
      },
    });
  };
  widen("resourceIndicators", Object.keys(FURTHER_APIS));
  widen("scopes", Object.values(FURTHER_APIS).flat());
}
