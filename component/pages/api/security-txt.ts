import { env } from "../../env";
import { NotFound } from "../../server/errors";
import { fromAnywhere, route } from "../../server/route";

/** A copy of this file, or an abandoned deployment, must not name a contact for ever. */
const GOOD_FOR_MS = 180 * 86_400_000;

/** Where to report a vulnerability (RFC 9116); also /.well-known/security.txt. */
export default route(fromAnywhere, {
  async GET(_req, res) {
    const { baseUrl, securityContact } = env();
    if (!securityContact) throw new NotFound();
    res.setHeader("Content-Type", "text/plain; charset=utf-8");
    res.send(`Contact: ${securityContact}
Expires: ${new Date(Date.now() + GOOD_FOR_MS).toISOString()}
Canonical: ${baseUrl}/.well-known/security.txt
`);
  },
});
