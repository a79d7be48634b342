/** A small page of the component in its own window: its policy, its style and one script. */
import { randomBytes } from "node:crypto";
import type { NextApiResponse } from "next";
import type { Language } from "./language";

interface PopupPage {
  language: Language;
  title: string;
  /** Markup of the page; what comes from settings or requests is escaped. */
  main: string;
  script: string;
  /** What the script shows, as its constant `texts`. */
  texts?: Readonly<Record<string, string>>;
  /** Whether the script runs before the page is drawn. */
  isFirst?: true;
  /**
   * Where its form may lead, redirects included. If set, the form's request carries an `Origin`
   * header.
   */
  formAction?: string;
}

const STYLE = `body{font:1rem/1.5 system-ui,sans-serif;margin:15vh auto;max-width:22rem;padding:0 1rem;text-align:center;overflow-wrap:anywhere}
h1{font-size:1.25rem}ul{text-align:left}
button{min-height:2.75rem;padding:.25rem 1rem;margin:.25rem;border:1px solid;border-radius:.5rem;background:none;color:inherit;font:inherit;cursor:pointer}
button.primary{border-width:2px;font-weight:600}button:disabled{opacity:.6;cursor:default}`;

/** Send a page, with a policy that runs its own script and style only. */
export function sendPopupPage(res: NextApiResponse, page: PopupPage): void {
  const nonce = randomBytes(16).toString("base64");
  res.setHeader("Content-Type", "text/html; charset=utf-8");
  res.setHeader(
    "Content-Security-Policy",
    `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src 'self'; base-uri 'none'; form-action ${page.formAction ?? "'none'"}; frame-ancestors 'none'`,
  );
  res.send(popupHtml(nonce, page));
}

const popupHtml = (
  nonce: string,
  { language, title, main, script, texts, isFirst, formAction }: PopupPage,
) => `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="${formAction ? "same-origin" : "no-referrer"}">
<title>${title}</title>
<link rel="icon" href="/icon.svg">
${isFirst ? scripted(nonce, script, texts) : ""}
<style nonce="${nonce}">${STYLE}</style>
<main>${main}</main>
${isFirst ? "" : scripted(nonce, script, texts)}
</html>`;

function scripted(nonce: string, script: string, texts: PopupPage["texts"] = {}): string {
  const json = JSON.stringify(texts).replaceAll("<", "\\u003c"); // no text ends the script
  return `<script nonce="${nonce}">const texts = ${json};\n${script}</script>`;
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for an element or a quoted attribute. */
export const escapeHtml = (text: string) =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
