import { readFileSync } from "node:fs";
import { errors } from "oidc-provider";
import { fill, languageOf, textsOf } from "./language.mjs";
import { log } from "./log.mjs";
import { tenant } from "./tenant.mjs";

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const readAsset = (name) => readFileSync(new URL(name, import.meta.url));
const STYLE = { type: "css", body: readAsset("style.css") };
const ICON = { type: "svg", body: readAsset("favicon.svg") };
// oidc-provider's own pages have no link to an icon, so browsers ask for favicon.ico.
const ASSETS = new Map([
  ["/style.css", STYLE],
  ["/favicon.svg", ICON],
  ["/favicon.ico", ICON],
]);

/** Escape text for use in HTML, attribute values included. */
export function escapeHtml(text) {
  return String(text).replace(/[&<>"']/g, (character) => ESCAPES[character]);
}

/**
 * Answer with a page.
 *
 * Forms may lead to `formTarget` besides this origin: Chromium applies form-action to the
 * redirects that follow a form too, and the last of them goes to the component.
 */
export function sendPage(ctx, { status = 200, title, main, formTarget = "" }) {
  ctx.status = status;
  ctx.type = "text/html; charset=utf-8";
  ctx.set({
    "Cache-Control": "no-store",
    "Content-Security-Policy":
      "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; " +
      `form-action 'self' ${formTarget}; frame-ancestors 'none'`,
    "Referrer-Policy": "no-referrer",
    ...(tenant.openerPolicy && { "Cross-Origin-Opener-Policy": tenant.openerPolicy }),
  });
  ctx.body = `<!doctype html>
<html lang="${languageOf(ctx)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="/favicon.svg">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${main}
</main>
</body>
</html>
`;
}

/** Answer with a page of a heading and one paragraph, by the name of its texts. */
export function sendMessage(ctx, status, page, values = {}) {
  const { title, sentence } = textsOf(ctx, page);
  sendPage(ctx, { status, title, main: `<p>${escapeHtml(fill(sentence, values))}</p>` });
}

/** Serve the style sheet and the icon; pass everything else on. */
export async function serveAssets(ctx, next) {
  ctx.set("X-Content-Type-Options", "nosniff");
  const asset = ASSETS.get(ctx.path);
  if (!asset || (ctx.method !== "GET" && ctx.method !== "HEAD")) {
    return next();
  }
  ctx.set("Cache-Control", "public, max-age=3600");
  ctx.type = asset.type;
  ctx.body = asset.body;
}

/** Say that a sign-in has expired, and where to start a new one. */
export function sendExpired(ctx) {
  sendMessage(ctx, 400, "expired");
}

/** Answer a failure of any other middleware with a page that gives nothing away. */
export async function catchErrors(ctx, next) {
  try {
    await next();
  } catch (error) {
    if (error instanceof errors.SessionNotFound) {
      return sendExpired(ctx);
    }
    log("server error", { error: error.message });
    const status = error.expose ? error.status : 500;
    sendMessage(ctx, status, "failed");
  }
}
