import { randomBytes } from "node:crypto";
import { callbackPage } from "../../../server/callback_page";
import { fromAnywhere } from "../../../server/guard";
import { route } from "../../../server/route";

/** Where the identity provider sends the popup after sign-in and sign-out. */
export default route(fromAnywhere, {
  async GET(_req, res) {
    const nonce = randomBytes(16).toString("base64");
    res.setHeader("Content-Type", "text/html; charset=utf-8");
    res.setHeader(
      "Content-Security-Policy",
      `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    res.send(callbackPage(nonce));
  },
});
