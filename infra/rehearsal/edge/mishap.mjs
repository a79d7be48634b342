// What an operator's or a host's setting can do to a site, for tests of what the doctor sees.

/**
 * Delay a request, add header fields to its answer, or answer in the site's place.
 *
 * `paths` is a pattern; `isFromServers` leaves out what a browser sends.
 */
export async function suffer({ paths, isFromServers, delayMs, headers, status }, req, res) {
  if (!new RegExp(paths).test(req.url) || (isFromServers && req.headers.origin)) return false;
  if (delayMs) await new Promise((resolve) => setTimeout(resolve, delayMs));
  for (const [name, value] of Object.entries(headers ?? {})) res.setHeader(name, value);
  if (!status) return false;
  res.writeHead(status, { "Content-Type": "text/html; charset=utf-8" });
  res.end("<title>Not the site</title>");
  return true;
}
