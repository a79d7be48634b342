import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { deserialize, serialize } from "node:v8";
import MemoryAdapter from "oidc-provider/lib/adapters/memory_adapter.js";

/**
 * What oidc-provider's in-memory adapter keeps: sessions, grants and tokens until they expire.
 *
 * Its own store forgets all but the latest thousand, and with them people who are signed in.
 */
class Store {
  #sweepAt = 1_000;

  constructor(entries) {
    this.entries = entries;
  }

  get(key) {
    const entry = this.entries.get(key);
    return entry && entry.expiresAt > Date.now() ? entry.value : undefined;
  }

  set(key, value, { maxAge = Number.POSITIVE_INFINITY } = {}) {
    this.entries.set(key, { value, expiresAt: Date.now() + maxAge });
    if (this.entries.size < this.#sweepAt) {
      return;
    }
    for (const [old, { expiresAt }] of this.entries) {
      if (expiresAt <= Date.now()) {
        this.entries.delete(old);
      }
    }
    this.#sweepAt = 2 * this.entries.size;
  }

  delete(key) {
    this.entries.delete(key);
  }
}

/**
 * Return an adapter for oidc-provider and the key of its cookies.
 *
 * With a file, both are read from it, and the process writes it on SIGTERM, for the process that
 * replaces it: nobody has to sign in again because the provider's sources changed. Without one,
 * they last as long as the process.
 */
export function loadState(file) {
  const state =
    file && existsSync(file)
      ? deserialize(readFileSync(file))
      : { cookieKey: randomBytes(32).toString("base64url"), entries: new Map() };
  if (file) {
    process.once("SIGTERM", () => {
      writeFileSync(file, serialize(state), { mode: 0o600 });
      process.exit(0);
    });
  }
  const store = new Store(state.entries);
  return { cookieKey: state.cookieKey, adapter: (model) => new MemoryAdapter(model, store) };
}
