import { log } from "./log.mjs";
import { sendMessage } from "./page.mjs";

/**
 * Refuse each request that is not for the issuer's own host.
 *
 * A page of another site whose name leads to this machine (DNS rebinding) is sent here by the
 * browser as its own server: only the Host header shows it. A target that names a host itself
 * (RFC 9112, section 3.2.2) would count more than that header, so it is refused too.
 */
export function refuseOtherHosts(issuer) {
  const { host } = new URL(issuer);
  return async (ctx, next) => {
    if (ctx.req.headers.host === host && ctx.req.url.startsWith("/")) {
      return next();
    }
    log("request refused", { host: ctx.req.headers.host });
    sendMessage(ctx, 421, "Another address is needed", `Open ${issuer} instead.`);
  };
}
