/** The schemas of settings, by their kind. */
import * as v from "valibot";
import { fault, type Kind, trim } from "./values";

/** A setting without the white space around it. */
export const trimmed = v.pipe(v.string("is missing"), v.transform(trim));

const checked = (kind: Kind, isOptional = false) =>
  v.rawCheck<string>(({ dataset, addIssue }) => {
    const message = dataset.typed && !(isOptional && !dataset.value) && fault(kind, dataset.value);
    if (message) addIssue({ message });
  });

/** A required setting. */
export const setting = (kind: Kind) =>
  v.pipe(
    trimmed,
    checked(kind),
    v.transform((value) => (kind === "base" ? value.replace(/\/+$/, "") : value)),
  );

/** An optional setting: empty if it is left out. */
export const optional = (kind: Kind) => v.optional(v.pipe(trimmed, checked(kind, true)), "");

// The sealing keys: generated ones only, since whoever guesses a key can sign in as anybody.
/**
 * 32 octets in hex, or in base64url without padding; base64url all in upper or all in lower case is
 * probably words.
 */
const KEY = /^(?:[\da-f]{64}|(?=.*[A-Z])(?=.*[a-z])[\w-]{43})$/;
/** 32 random octets have about 30 distinct values; fewer than this occur once in 10^17 keys. */
const LEAST_DIFFERENT = 16;
const MAKE_A_KEY = "make one with: openssl rand -hex 32";

const octetsOf = (key: string) => Buffer.from(key, key.length === 64 ? "hex" : "base64url");

const isGenerated = (key: string) =>
  KEY.test(key) && new Set(octetsOf(key)).size >= LEAST_DIFFERENT;

/** One key, or the new and the old one separated by a comma during a rotation. */
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
