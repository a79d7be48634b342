import { generateKeyPairSync, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Return a new RS256 signing key in a JSON Web Key Set. */
function createKeys() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = privateKey.export({ format: "jwk" });
  return { keys: [{ ...key, kid: randomUUID(), use: "sig", alg: "RS256" }] };
}

/**
 * Return the signing keys in the file if it exists, else new ones.
 *
 * With a file, tokens stay valid if only this process restarts.
 */
export function loadKeys(file) {
  if (file && existsSync(file)) {
    return JSON.parse(readFileSync(file, "utf8"));
  }
  const keys = createKeys();
  if (file) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(keys), { mode: 0o600, flag: "wx" });
  }
  return keys;
}
