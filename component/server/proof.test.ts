/** Proofs of a browser's key: who sends one, for what, and when. */
import { generateKeyPairSync } from "node:crypto";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from "jose";
import type { NextApiRequest } from "next";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { BASE_URL, setSettings } from "../test_support";
import { provenKey } from "./proof";
import { type BrowserKey, makeKey, prove } from "./proof_test_support";

const PATH = "/api/auth/session";
const VALUE = "sealed-value";

setSettings();
let key: BrowserKey;
beforeAll(async () => {
  key = await makeKey();
});
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: 1_700_000_000_000 }));

const request = (dpop: unknown, changes: object = {}) =>
  ({ method: "POST", url: PATH, headers: { dpop }, ...changes }) as unknown as NextApiRequest;
const claims = { htm: "POST", htu: `${BASE_URL}${PATH}` };

describe("a proof", () => {
  it("shows the thumbprint of its key", async () => {
    const thumbprint = await calculateJwkThumbprint(await exportJWK(key.publicKey));
    expect(await provenKey(request(await prove(key, claims)))).toBe(thumbprint);
    expect(await provenKey(request(await prove(key, claims), { url: `${PATH}?x=1` }))).toBe(
      thumbprint,
    );
    expect(await provenKey(request(await prove(key, claims, VALUE)), VALUE)).toBe(thumbprint);
  });

  it("is good for thirty seconds, and five more for the clocks", async () => {
    const proof = request(await prove(key, claims));
    vi.advanceTimersByTime(35_000);
    expect(await provenKey(proof)).not.toBeNull();
    vi.advanceTimersByTime(1_000);
    expect(await provenKey(proof)).toBeNull();
  });

  it("may come from a clock that is five seconds ahead", async () => {
    const made = async (ahead: number) =>
      provenKey(request(await prove(key, { ...claims, iat: 1_700_000_000 + ahead })));
    expect(await made(5)).not.toBeNull();
    expect(await made(6)).toBeNull();
  });

  it.each<[string, object]>([
    ["another method", { ...claims, htm: "DELETE" }],
    ["another address", { ...claims, htu: `${BASE_URL}/api/pong` }],
    ["another origin", { ...claims, htu: `https://evil.example${PATH}` }],
    ["no method", { htu: claims.htu }],
    ["no address", { htm: "POST" }],
    ["no id", { ...claims, jti: undefined }],
    ["an empty id", { ...claims, jti: "" }],
    ["no time", { ...claims, iat: undefined }],
  ])("for %s is refused", async (_, other) => {
    expect(await provenKey(request(await prove(key, other)))).toBeNull();
  });

  it("for another value, or for none, is refused", async () => {
    expect(await provenKey(request(await prove(key, claims, "other")), VALUE)).toBeNull();
    expect(await provenKey(request(await prove(key, claims)), VALUE)).toBeNull();
    expect(await provenKey(request(await prove(key, claims, VALUE)))).toBeNull();
  });

  it.each<[string, unknown]>([
    ["missing", undefined],
    ["sent twice", ["a", "b"]],
    ["empty", ""],
    ["no token", "a.b.c"],
  ])("that is %s proves nothing", async (_, dpop) => {
    expect(await provenKey(request(dpop))).toBeNull();
  });

  it("of another type, algorithm or curve is refused, and one that shows its private key", async () => {
    const [other, rsa] = await Promise.all([generateKeyPair("ES384"), generateKeyPair("RS256")]);
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const open = privateKey.export({ format: "jwk" }) as JWK;
    const all = [
      prove(key, claims, undefined, { typ: "jwt" }),
      prove(other, claims, undefined, { alg: "ES384" }),
      prove(rsa, claims, undefined, { alg: "RS256" }),
      prove({ ...key, privateKey }, claims, undefined, { jwk: open }),
    ];
    for (const proof of all) expect(await provenKey(request(await proof))).toBeNull();
  });

  it("signed with another key than it shows is refused", async () => {
    const { privateKey } = await makeKey();
    expect(await provenKey(request(await prove({ ...key, privateKey }, claims)))).toBeNull();
  });
});
