/** The keys that seal: generated ones only, since a guessed key signs in as anybody. */
import * as v from "valibot";
import { setting } from "./schemas";
import { trim } from "./values";

/** 32 octets in hex, or in base64url without padding; what is all lower case there, are words. */
const KEY = /^(?:[\da-f]{64}|(?=.*[A-Z])(?=.*[a-z])[\w-]{43})$/;
/** 32 random octets have 30 different ones; fewer than this happens once in 10^17. */
const LEAST_DIFFERENT = 16;
const MAKE_A_KEY = "make one with: openssl rand -hex 32";

const octetsOf = (key: string) => Buffer.from(key, key.length === 64 ? "hex" : "base64url");

const isGenerated = (key: string) =>
  KEY.test(key) && new Set(octetsOf(key)).size >= LEAST_DIFFERENT;

/** One key, or the new and the old one with a comma between while they are rotated. */
export const keys = v.pipe(
  setting("secret"),
  v.transform((value) => value.split(",").map((key) => trim(key))),
  v.check(
    (all) => all.length <= 2 && all.every(isGenerated),
    `must be one generated key of 32 octets (hex or base64url), or the new and the old one separated by a comma; ${MAKE_A_KEY}`,
  ),
  v.check(
    (all) => new Set(all.map((key) => octetsOf(key).toString("hex"))).size === all.length,
    `names the same key as new and old; ${MAKE_A_KEY}`,
  ),
);
