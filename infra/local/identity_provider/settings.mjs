// The only reader of the environment. Defaults suit a process started by hand.

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
// Reserved for tests: no such name is on the internet (RFC 6761, section 6.2).
const RESERVED = ".test";

// The white space that every tier strips, and the characters that every tier refuses.
const EDGES = /^[\s\x85]+|[\s\x85]+$/g;
const ODD = /[^!-~]|["'`,;<>{}]|^\[/;
const ODD_SECRET = /[^ -~]|^["'`<].*["'`>]$/;

/** Return the trimmed value of a variable, or its default when it is empty or missing. */
function read(name, fallback) {
  return process.env[name]?.replace(EDGES, "") || fallback;
}

/** Return the trimmed value of a variable; throw an error that names it if it can't be right. */
function readText(name, fallback, odd = ODD) {
  const value = read(name, fallback);
  if (odd.test(value)) {
    throw new Error(
      `${name} must be a single ASCII value without quotes, brackets or invisible characters.`,
    );
  }
  return value;
}

/** Return a variable as a whole number; throw an error that names it if it is not one. */
function readNumber(name, fallback, least = 1) {
  const text = read(name, fallback);
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least) {
    throw new Error(`${name} must be a whole number of at least ${least}.`);
  }
  return value;
}

/** Return a variable as an http or https address; throw an error that names it if it is not. */
function readUrl(name, fallback) {
  const value = readText(name, fallback);
  if (!["http:", "https:"].includes(URL.parse(value)?.protocol)) {
    throw new Error(`${name} must be an http or https address.`);
  }
  return value;
}

/** Return an address of this machine or of a test; refuse any other, as the accounts are public. */
function readLocalUrl(name, fallback) {
  const value = readUrl(name, fallback);
  const { hostname, username, password } = new URL(value);
  const isLocal = LOOPBACK.has(hostname) || hostname.endsWith(RESERVED);
  if (!isLocal || username || password) {
    throw new Error(`${name} must be on localhost, 127.0.0.1, [::1] or a .test name: use Auth0 elsewhere.`);
  }
  return value;
}

/** Read all settings once; the result is frozen. */
export function readSettings() {
  const port = readNumber("PORT", "9000");
  const issuer = readLocalUrl("ISSUER", `http://localhost:${port}/`);
  if (!issuer.endsWith("/")) {
    throw new Error("ISSUER must end with a slash, as Auth0's does.");
  }
  const component = readLocalUrl("COMPONENT_BASE_URL", "http://127.0.0.1:3001");
  if (new URL(component).origin !== component) {
    throw new Error("COMPONENT_BASE_URL must be an exact origin, such as http://127.0.0.1:3001.");
  }
  return Object.freeze({
    port,
    issuer,
    clientId: readText("CLIENT_ID", "gatepost-local"),
    clientSecret: readText("CLIENT_SECRET", "local-sample-client-secret-0123456789", ODD_SECRET),
    audience: readUrl("AUDIENCE", "https://api.gatepost.test"),
    callback: new URL("/api/auth/callback", component).href,
    componentOrigin: component,
    // Of an app that signs people in without the component, with the same client.
    furtherCallbacks: read("FURTHER_CALLBACKS") ? [readLocalUrl("FURTHER_CALLBACKS")] : [],
    keysFile: read("KEYS_FILE"),
    stateFile: read("STATE_FILE"),
    accountsFile: read("ACCOUNTS_FILE"),
    accessTokenTtl: readNumber("ACCESS_TOKEN_TTL", "600"),
    refreshLeewaySeconds: readNumber("REFRESH_LEEWAY_SECONDS", "5", 0),
  });
}
