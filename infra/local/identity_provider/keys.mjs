import { generateKeyPairSync, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Make a new RS256 signing key as a JSON Web Key Set. */
function createKeys() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = privateKey.export({ format: "jwk" });
  return { keys: [{ ...key, kid: randomUUID(), use: "sig", alg: "RS256" }] };
}

/**
 * Return the signing keys: those of the file when there is one, else new ones.
 *
 * With a file, tokens stay valid when only this process starts again.
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
