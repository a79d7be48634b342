/** The security headers of everything this component serves. */
import type { Env } from "../env";

const YEAR_SECONDS = 31_536_000;
/**
 * The windows of a sign-in set policies with a nonce, which one from here might override on some
 * hosts.
 */
const NEITHER_FRAMED_NOR_POPUP = "/((?!frame/[^/]+/?$|api/auth/(?:callback|consent|relay)$).*)";
/** Bundles carry a hash of their content in the name. */
const BUNDLE = "frame/.+-[A-Z0-9]{8}\\.(?:js|css|woff2)";
const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'";

/** Which requests a rule is for, besides their path: by the app that the address names. */
type Where = { has: [AppNamed] } | { missing: [AppNamed] } | object;
type AppNamed = { type: "query"; key: "app"; value?: string };

const rule = (source: string, headers: Record<string, string>, where: Where = {}) => ({
  source,
  ...where,
  headers: Object.entries(headers).map(([key, value]) => ({ key, value })),
});

const asPattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const named = (value: string): Where => ({ has: [{ type: "query", key: "app", value }] });

/**
 * The policies of a framed page.
 *
 * An address that names an app lets that app embed it, in the pages of the sites that may embed the
 * app. One that names no app lets each app embed it, in the app's own pages alone, which the page
 * itself checks. One that names an app that is not registered lets nobody.
 */
function framePolicies(env: Env) {
  const origins = env.apps.map(({ origin }) => origin);
  const policy = (ancestors: readonly string[], where: Where) =>
    rule(
      "/frame/:page",
      {
        "Content-Security-Policy": `${NOTHING}; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; frame-ancestors ${ancestors.join(" ")}`,
      },
      where,
    );
  return [
    ...env.apps.map(({ origin, embeddedBy }) =>
      policy([origin, ...embeddedBy], named(asPattern(origin))),
    ),
    policy(origins, { missing: [{ type: "query", key: "app" }] }),
    policy(["'none'"], named(`(?!(?:${origins.map(asPattern).join("|")})$).*`)),
  ];
}

/** Rules in the form of Next's `headers()`; no two of them name the same header for one path. */
export function securityHeaders(env: Env) {
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
    ...framePolicies(env),
    // Pages and their policies name the registered apps, so no shared cache may keep them, and a
    // browser asks each time. Routes set their own header.
    rule(`/((?!api/|_next/static/|${BUNDLE}$).*)`, { "Cache-Control": "private, no-cache" }),
    rule(`/:bundle(${BUNDLE})`, {
      "Cache-Control": `public, max-age=${YEAR_SECONDS}, immutable`,
    }),
  ];
}
