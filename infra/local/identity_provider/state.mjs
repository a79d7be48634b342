import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { deserialize, serialize } from "node:v8";
import MemoryAdapter from "oidc-provider/lib/adapters/memory_adapter.js";

/** What oidc-provider's in-memory adapter keeps: sessions, grants and tokens until they expire. */
class Store {
  constructor(entries) {
    this.entries = entries;
  }

  get(key) {
    const entry = this.entries.get(key);
    return entry && entry.expiresAt > Date.now() ? entry.value : undefined;
  }

  set(key, value, { maxAge = Number.POSITIVE_INFINITY } = {}) {
    this.entries.set(key, { value, expiresAt: Date.now() + maxAge });
  }

  delete(key) {
    this.entries.delete(key);
  }
}

/**
 * Return an adapter for oidc-provider and the key of its cookies, both from a file.
 *
 * The process writes the file on SIGTERM, for the process that replaces it: nobody has to sign in
 * again because the provider's sources changed. Without a file, state and key last as long as the
 * process.
 */
export function loadState(file) {
  const cookieKey = randomBytes(32).toString("base64url");
  if (!file) {
    return { cookieKey };
  }
  const state = existsSync(file)
    ? deserialize(readFileSync(file))
    : { cookieKey, entries: new Map() };
  process.once("SIGTERM", () => {
    writeFileSync(file, serialize(state), { mode: 0o600 });
    process.exit(0);
  });
  const store = new Store(state.entries);
  return { cookieKey: state.cookieKey, adapter: (model) => new MemoryAdapter(model, store) };
}
