/** Addresses: https, or http on this machine. */
import * as v from "valibot";
import { text } from "./text";

/** No wildcard and no `;`: an origin becomes a source expression of the frame's policy (CSP3). */
const HOST = /^(?:[a-z\d._-]+|\[[a-f\d:.]+\])$/;
const HTTPS = "(https, or http on a loopback host)";

export const isLoopback = (url: URL) => ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);

function parseUrl(value: string): URL | null {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || url.username || url.password || url.search || url.hash) return null;
  if (!HOST.test(url.hostname)) return null;
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url))) return url;
  return null;
}

const isOrigin = (value: string) => parseUrl(value)?.origin === value;

export const url = v.pipe(
  text,
  v.check((value) => parseUrl(value) !== null, `must be an address without query ${HTTPS}`),
);

export const origin = v.pipe(
  text,
  v.check(isOrigin, `must be an exact origin such as https://app.example.com ${HTTPS}`),
);
