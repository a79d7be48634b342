import { createHash } from "node:crypto";
import { env } from "../../env";
import { fromAnywhere, route } from "../../server/route";
import { RELEASE, VERSION } from "../../wire/contract.gen";

/** Enough to tell two addresses apart. */
const digest = (text: string) => createHash("sha256").update(text).digest("base64url").slice(0, 16);

/** What this deployment is and how it is configured, for `gatepost doctor`: nothing of it is secret. */
export default route(fromAnywhere, {
  async GET(_req, res) {
    const { apiBaseUrl, apps, audience, baseUrl, googleIdentity, issuer, secrets } = env();
    res.json({
      release: RELEASE,
      contract: VERSION,
      baseUrl,
      issuer,
      audience,
      apps: apps.map(({ origin }) => origin),
      // Private functions have an address that is nobody else's business.
      api: digest(apiBaseUrl),
      apiIdentity: googleIdentity?.source ?? null,
      isRotatingKeys: secrets.length > 1,
    });
  },
});
