/**
 * What a setting may be, by its kind: one rule, in the same words, in every tier.
 *
 * `functions/gatepost_api/values.py` and `streamlit_app/gatepost/values.py` are the same in Python;
 * `tests/vectors/settings.json` tests all three.
 */
export type Kind = "text" | "secret" | "origin" | "base" | "issuer";

const WHITE = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]/.source;
const EDGES = new RegExp(`^${WHITE}+|${WHITE}+$`, "g");
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/u;
const QUOTES = /["'`\u00ab\u00bb\u2018-\u201f]/.source;
/** A secret may hold a quote; one at each end is a mistake. */
export const IN_QUOTES = new RegExp(`^${QUOTES}.*${QUOTES}$`, "s");
const NAMED = /^(?:export )?[A-Z\d]+(?:_[A-Z\d]+)+ ?= ?(?=[^=])/;
const YOURS =
  "your[-_](?:tenant|domain|app|component|client|api|audience|issuer|project|secret|key)";
const NO_VALUE = "\\.{3}|\u2026|x{3,}|todo|change[-_]?me|undefined|null|none";
const PLACEHOLDER = new RegExp(
  `<.*>|[$][{]|[{]{2}|^[$%]\\w+%?$|^(?:${NO_VALUE})$|(?:^|//|[.])${YOURS}`,
  "is",
);

/** What no value may be, checked in this order. */
const OF_ALL: readonly (readonly [RegExp, string])[] = [
  [/^$/, "is missing"],
  [NAMED, "begins with the name of a setting: enter its value alone"],
  [UNSEEN, "contains an invisible character, such as a line break: remove it"],
  [PLACEHOLDER, "is a placeholder: enter your own value"],
];
const OF_SECRETS: typeof OF_ALL = [
  [IN_QUOTES, "contains quotes: remove them"],
  ...OF_ALL,
  [/[^ -~]/, "contains a non-ASCII character: remove it"],
];
const OF_OTHERS: typeof OF_ALL = [
  [/^[[{](?!\{)/, "is a list: enter a single value"],
  [new RegExp(QUOTES), "contains quotes: remove them"],
  ...OF_ALL,
  [new RegExp(`${WHITE}|[,;]`), "contains a space, a comma or a semicolon: enter a single value"],
  [/[^!-~]/, "contains a non-ASCII character: remove it"],
];

const HTTPS = "(https, or http on a loopback host)";
const ORIGIN = `must be an exact origin such as https://app.example.com ${HTTPS}`;
const ADDRESS = `must be an address such as https://name.example.com, without user, query or fragment ${HTTPS}`;
const PARTS =
  /^(https?):\/\/([a-z\d._-]+|\[[a-f\d:.]+\])(:[1-9]\d{0,4})?((?:\/[\w.~!$&()*+=:@%-]*)*)$/i;
const LOOPBACK: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];
const DISCOVERY = /\/\.well-known\/(?:openid-configuration|oauth-authorization-server)/;
const AUTH0 = /^https:\/\/[^/]+\.auth0\.com$/;

/** Whether an address is on this machine. */
export const isLoopback = (address: string): boolean =>
  LOOPBACK.includes(new URL(address).hostname);

/** A value without the white space around it. */
export const trim = (value: string): string => value.replace(EDGES, "");

/**
 * What is wrong with a trimmed value, as the rest of a sentence that begins with its name, or null.
 *
 * It ends with a corrected value to copy if there is a likely one, but never for a secret.
 */
export function fault(kind: Kind, value: string): string | null {
  const found = check(kind, value);
  if (found === null || kind === "secret") return found;
  const repaired = repair(kind, value);
  return repaired !== value && check(kind, repaired) === null
    ? `${found}; copy this: \`${repaired}\``
    : found;
}

function check(kind: Kind, value: string): string | null {
  const rules = kind === "secret" ? OF_SECRETS : OF_OTHERS;
  const found = rules.find(([pattern]) => pattern.test(value));
  if (found) return found[1];
  if (kind === "origin") return isAddress(value) && PARTS.exec(value)?.[4] === "" ? null : ORIGIN;
  if (kind === "issuer" && DISCOVERY.test(value))
    return "is the address of the discovery document: use the issuer that it names";
  if (kind === "issuer" && AUTH0.test(value)) return "lacks its trailing slash";
  return (kind !== "base" && kind !== "issuer") || isAddress(value) ? null : ADDRESS;
}

/** In its normal form: scheme and host in lower case, without the port that is the default. */
function isAddress(value: string): boolean {
  const [, scheme = "", host = "", port = ""] = PARTS.exec(value) ?? [];
  if (!URL.canParse(value) || new URL(value).origin !== `${scheme}://${host}${port}`) return false;
  return scheme === "https" || LOOPBACK.includes(host);
}

/** What was likely meant. */
function repair(kind: Kind, value: string): string {
  const around = new RegExp(`^(?:${WHITE}|${QUOTES})+|(?:${WHITE}|${QUOTES})+$`, "g");
  const bare = (text: string) => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "").replace(around, "");
  const text = bare(bare(value).replace(NAMED, ""));
  const parts = PARTS.exec(text);
  if (kind === "text" || !parts) return text;
  const [, scheme = "", host = "", port = "", path = ""] = parts;
  const usual = scheme.toLowerCase() === "https" ? ":443" : ":80";
  const origin = `${scheme}://${host}${port === usual ? "" : port}`.toLowerCase();
  if (kind === "origin") return origin;
  if (kind === "base") return origin + path;
  return origin + (path.replace(/\/\.well-known\/[a-z-]+$/, "") || "/");
}
