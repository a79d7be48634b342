/** The security headers of everything this component serves. */
import type { Env } from "../env";

const YEAR_SECONDS = 31_536_000;
/**
 * The windows of a sign-in set policies with a nonce, which one from here might override on some
 * hosts.
 */
const NEITHER_FRAMED_NOR_POPUP = "/((?!frame/[^/]+/?$|api/auth/(?:callback|consent|relay)$).*)";
/** Bundles carry a hash of their content in the name. */
const BUNDLE = "frame/.+-[A-Z0-9]{8}\\.(?:js|css)";
const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'";

const rule = (source: string, headers: Record<string, string>) => ({
  source,
  headers: Object.entries(headers).map(([key, value]) => ({ key, value })),
});

/** Rules in the form of Next's `headers()`; no two of them name the same header for one path. */
export function securityHeaders(env: Env) {
  const origins = env.apps.map((app) => app.origin).join(" ");
  const everywhere: Record<string, string> = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  };
  if (env.baseUrl.startsWith("https:"))
    everywhere["Strict-Transport-Security"] = `max-age=${YEAR_SECONDS}; includeSubDomains`;
  return [
    rule("/:path*", everywhere),
    rule("/((?!frame/).*)", { "X-Frame-Options": "DENY" }),
    rule(NEITHER_FRAMED_NOR_POPUP, {
      "Content-Security-Policy": `${NOTHING}; style-src 'self'; img-src 'self'; frame-ancestors 'none'`,
    }),
    rule("/frame/:page", {
      "Content-Security-Policy": `${NOTHING}; script-src 'self'; style-src 'self'; connect-src 'self'; frame-ancestors ${origins}`,
    }),
    // Pages and their policies name the registered apps, so no shared cache may keep them, and a
    // browser asks each time. Routes set their own header.
    rule(`/((?!api/|_next/static/|${BUNDLE}$).*)`, { "Cache-Control": "private, no-cache" }),
    rule(`/:bundle(${BUNDLE})`, {
      "Cache-Control": `public, max-age=${YEAR_SECONDS}, immutable`,
    }),
  ];
}
