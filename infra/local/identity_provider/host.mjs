import { log } from "./log.mjs";
import { sendMessage } from "./page.mjs";

/**
 * Refuse every request that is not for the issuer's own host.
 *
 * If another site's name resolves to this machine (DNS rebinding), the browser takes this server
 * for that site, and only the Host header shows it. A request target that contains a host takes
 * precedence over that header (RFC 9112, section 3.2.2), so it is refused too.
 */
export function refuseOtherHosts(issuer) {
  const { host } = new URL(issuer);
  return async (ctx, next) => {
    if (ctx.req.headers.host === host && ctx.req.url.startsWith("/")) {
      return next();
    }
    log("request refused", { host: ctx.req.headers.host });
    sendMessage(ctx, 421, "otherHost", { issuer });
  };
}
