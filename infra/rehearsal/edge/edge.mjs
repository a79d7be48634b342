// What stands before the tiers in the cloud, on one TLS port: each site as its host serves it.
import { readFileSync } from "node:fs";
import http from "node:http";
import { createServer } from "node:https";
import { isWrapper, sendWrapper, stripPrefix } from "./community_cloud.mjs";
import { Forwarder } from "./forward.mjs";
import { createGoogle, sendForbidden } from "./google.mjs";
import { suffer } from "./mishap.mjs";
import { sendPortal } from "./portal.mjs";
import { createProxy } from "./proxy.mjs";
import { addVercelHeaders, createVercelIssuer } from "./vercel_headers.mjs";

const { port, healthPort, proxyPort, certificate, key, sites } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const vercel = await createVercelIssuer();
const google = await createGoogle(vercel.publicKey);
const forwarders = new Map(
  Object.entries(sites).map(([host, site]) => [host, new Forwarder(site.ports ?? [])]),
);

const counts = Object.fromEntries(Object.keys(sites).map((host) => [host, 0]));

/** Change a request as the host's own front end does; true if it has answered. */
const HOSTS = {
  plain: async () => false,
  google: async (req, res) => google.answer(req, res),
  vercel: async (req) => addVercelHeaders(req, await vercel.mint()),
  cloudRun: async (req, res, site) => {
    const isAdmitted = site.isPublic || (await google.admit(req));
    return isAdmitted ? false : sendForbidden(res);
  },
  portal: async (_req, res, { app }) => sendPortal(app, res),
  communityCloud: async (req, res) => {
    if (isWrapper(req)) return sendWrapper(res);
    stripPrefix(req);
    return false;
  },
};

async function serve(req, res) {
  const site = sites[req.headers.host];
  if (!site) return res.writeHead(421).end();
  counts[req.headers.host] += 1;
  if (site.mishap && (await suffer(site.mishap, req, res))) return;
  // The caller does not say who it is: the front end does.
  req.headers["x-forwarded-for"] = "203.0.113.7";
  req.headers["x-forwarded-proto"] = "https";
  req.headers["x-forwarded-host"] = req.headers.host;
  if (!(await HOSTS[site.as](req, res, site))) forwarders.get(req.headers.host).forward(req, res);
}

const tls = { cert: readFileSync(certificate), key: readFileSync(key) };
const server = createServer({ ...tls, keepAliveTimeout: 75_000 }, (req, res) => {
  serve(req, res).catch((error) => {
    console.error(error.message);
    res.writeHead(502).end();
  });
});
server.on("upgrade", (req, socket, head) => {
  if (sites[req.headers.host]?.as === "communityCloud") stripPrefix(req);
  const forwarder = forwarders.get(req.headers.host);
  if (forwarder) forwarder.upgrade(req, socket, head);
  else socket.destroy();
});
server.listen(port, "127.0.0.1", () => {
  // Says without TLS that the edge is there, and how many requests each site has had.
  http.createServer((_req, res) => res.end(JSON.stringify(counts))).listen(healthPort, "127.0.0.1");
  createProxy(sites, port).listen(proxyPort, "127.0.0.1");
});
