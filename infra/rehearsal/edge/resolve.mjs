// Loaded first in a Node process: finds the rehearsal's names on this machine, as a hosts file would.
import { readFileSync } from "node:fs";
import tls from "node:tls";

const hosts = JSON.parse(readFileSync(process.env.REHEARSAL_HOSTS, "utf8"));
const { connect } = tls;

tls.connect = (options, ...rest) => {
  const port = hosts[options?.host];
  if (!port) return connect(options, ...rest);
  return connect({ ...options, host: "127.0.0.1", port, servername: options.host }, ...rest);
};
