import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { closeServers, GRANT, watchLog } from "../test_support";
import {
  FEDERATED_TOKEN,
  FEDERATION,
  Google,
  json,
  keepsSecrets,
  METADATA,
  mintIdToken,
  refusal,
  SOURCES,
  VERCEL_TOKEN,
} from "./google_test_support";

const timeout = AbortSignal.timeout.bind(AbortSignal);
const hang = () => {};
const empty = json({});

let google: Google;
let log: { text(): string };

beforeEach(async () => {
  google = new Google();
  await google.start();
  log = watchLog();
});

afterEach(async () => {
  vi.useRealTimers();
  await closeServers();
});

async function unavailable(response: Response, step: string, sentence: RegExp): Promise<void> {
  const copy = response.clone();
  expect(response.status).toBe(503);
  expect(response.headers.get("Retry-After")).toBe("5");
  expect(await response.json()).toEqual({
    code: "google_identity_unavailable",
    message: expect.stringMatching(sentence),
  });
  expect(log.text()).toContain('"event":"google_identity_unavailable"');
  expect(log.text()).toContain(`"StepFailed ${step}"`);
  expect(google.api.asked).toHaveLength(0);
  await keepsSecrets(copy, log.text());
}

describe("the ID token", () => {
  it("comes from Vercel's token by way of Google's token exchange", async () => {
    const { api, call } = await google.instance(FEDERATION);
    expect((await call()).status).toBe(200);
    const [exchange] = google.sts.asked;
    expect([exchange?.method, exchange?.url]).toEqual(["POST", "/v1/token"]);
    expect(exchange?.headers).not.toHaveProperty("authorization");
    expect(Object.fromEntries(new URLSearchParams(exchange?.body))).toEqual({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      audience:
        "//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/vercel-pool/providers/vercel-provider",
      scope: "https://www.googleapis.com/auth/cloud-platform",
      requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
      subject_token: VERCEL_TOKEN,
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    });
    const [request] = google.iam.asked;
    expect([request?.method, request?.url]).toEqual([
      "POST",
      "/v1/projects/-/serviceAccounts/gatepost@project.iam.gserviceaccount.com:generateIdToken",
    ]);
    expect(request?.headers.authorization).toBe(`Bearer ${FEDERATED_TOKEN}`);
    expect(JSON.parse(request?.body ?? "")).toEqual({ audience: api, includeEmail: true });
  });

  it("comes from the metadata server on Google Cloud", async () => {
    const { api, call } = await google.instance(METADATA, "");
    expect((await call()).status).toBe(200);
    const [asked] = google.metadata.asked;
    const { pathname, searchParams } = new URL(asked?.url ?? "", "http://metadata");
    expect(pathname).toBe("/computeMetadata/v1/instance/service-accounts/default/identity");
    expect(Object.fromEntries(searchParams)).toEqual({ audience: api, format: "full" });
    expect(asked?.headers["metadata-flavor"]).toBe("Google");
    expect(google.sts.asked).toEqual([]);
  });

  it.each(SOURCES)("of %s is for the audience that is set", async (_, settings) => {
    const API_GOOGLE_AUDIENCE = "https://api.example/?a=b&c";
    const { call } = await google.instance({ ...settings, API_GOOGLE_AUDIENCE });
    await call();
    const [, claims = ""] = String(google.sent[0]).split(".");
    expect(JSON.parse(Buffer.from(claims, "base64url").toString()).aud).toBe(API_GOOGLE_AUDIENCE);
  });

  it.each(SOURCES)("of %s stands beside the person's, and never leaves", async (_, settings) => {
    const { call } = await google.instance(settings);
    const response = await call();
    expect(google.sent[0]).toMatch(/^Bearer [\w-]+\.[\w-]+\.google-signature$/);
    expect(google.api.asked[0]?.headers.authorization).toBe(`Bearer ${GRANT.accessToken}`);
    expect(google.api.asked[0]?.headers).not.toHaveProperty("x-vercel-oidc-token");
    expect(response.headers.get("Set-Cookie")).toBeNull();
    await keepsSecrets(response, log.text());
  });
});

describe.each(SOURCES)("the ID token of %s", (_, settings) => {
  const acquired = () => google.iam.asked.length + google.metadata.asked.length;
  const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);
  const broken = () => {
    google.iam.reply = google.metadata.reply = json({ error: "said by Google" }, 500);
  };

  beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));

  it("is used again", async () => {
    const { call } = await google.instance(settings);
    for (let n = 0; n < 5; n += 1) expect((await call()).status).toBe(200);
    expect(acquired()).toBe(1);
    expect(new Set(google.sent).size).toBe(1);
  });

  it("is acquired once for twenty calls at once", async () => {
    const { call } = await google.instance(settings);
    const responses = await Promise.all(Array.from({ length: 20 }, call));
    expect(responses.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(acquired()).toBe(1);
  });

  it("is renewed less than 4 minutes before its end, once for twenty calls", async () => {
    const { call } = await google.instance(settings);
    await call();
    pass(3600 - 240);
    await call();
    expect(acquired()).toBe(1);
    pass(20);
    await Promise.all(Array.from({ length: 20 }, call));
    expect(acquired()).toBe(2);
    expect(new Set(google.sent).size).toBe(2);
  });

  it("is used until it expires when it can't be renewed, and requested every 30 s", async () => {
    const { call } = await google.instance(settings);
    await call();
    broken();
    pass(3600 - 200);
    for (let n = 0; n < 3; n += 1) expect((await call()).status).toBe(200);
    expect(acquired()).toBe(2);
    expect(log.text()).toContain('"severity":"WARNING"');
    expect(log.text()).toContain('"event":"google_identity_not_renewed"');
    pass(31);
    expect((await call()).status).toBe(200);
    expect(acquired()).toBe(3);
    expect(new Set(google.sent).size).toBe(1);
  });

  it("is not sent in its last 30 s", async () => {
    const { call } = await google.instance(settings);
    await call();
    broken();
    pass(3600 - 29);
    expect((await call()).status).toBe(503);
    expect(google.sent).toHaveLength(1);
  });

  it("is not sent in its last 30 s either when it could not be renewed just before", async () => {
    const { call } = await google.instance(settings);
    await call();
    broken();
    pass(3600 - 45);
    expect((await call()).status).toBe(200);
    pass(16);
    expect((await call()).status).toBe(503);
  });

  it("is asked for no more than every 30 s when the same, old one is given again", async () => {
    google.lifetime = 200;
    const { call } = await google.instance(settings);
    for (let n = 0; n < 3; n += 1) await call();
    expect(acquired()).toBe(1);
    pass(31);
    await call();
    expect(acquired()).toBe(2);
  });

  it("is asked for again after a failure", async () => {
    const { iam, metadata } = google;
    const replies = [iam.reply, metadata.reply] as const;
    const { call } = await google.instance(settings);
    broken();
    expect((await call()).status).toBe(503);
    [iam.reply, metadata.reply] = replies;
    expect((await call()).status).toBe(200);
  });
});

describe("no ID token", () => {
  const ADVICE = {
    oidc: /turn on OIDC federation/,
    sts: /compare the GCP_ settings/,
    impersonation: /let the workload identity pool create ID tokens/,
    metadata: /run it on Google Cloud/,
  };
  const SERVERS = [
    ["sts", FEDERATION],
    ["impersonation", FEDERATION],
    ["metadata", METADATA],
  ] as const;
  const serverOf = (step: (typeof SERVERS)[number][0]) =>
    ({ sts: google.sts, impersonation: google.iam, metadata: google.metadata })[step];

  it("without a token of Vercel: not run there, or federation is off", async () => {
    const { call } = await google.instance(FEDERATION, "");
    await unavailable(await call(), "oidc", ADVICE.oidc);
    expect(google.sts.asked).toEqual([]);
  });

  describe.each(SERVERS)("from %s", (step, settings) => {
    it.each([400, 401, 403, 404, 500])("when it answers %i, whatever it says", async (status) => {
      const token = mintIdToken("a");
      const body = JSON.stringify({ access_token: FEDERATED_TOKEN, token });
      serverOf(step).reply = (_, res) =>
        res
          .writeHead(status, { "Metadata-Flavor": "Google" })
          .end(step === "metadata" ? token : body);
      const { call } = await google.instance(settings);
      await unavailable(await call(), `${step} ${status}`, ADVICE[step]);
    });

    it.each([
      ["an empty object", empty],
      ["a token of another type", json({ access_token: 1, token: 1 })],
      ["two lines", json({ access_token: "a\nb", token: `${mintIdToken("a")}\r\nX-Evil: 1` })],
      ["a token without an end", json({ access_token: "", token: "e30.e30.c2ln" })],
      ["a web page", refusal(200)],
      ["nothing", (_: unknown, res: { end(): void }) => res.end()],
    ])("when it gives %s", async (_, reply) => {
      serverOf(step).reply = reply;
      const { call } = await google.instance(settings);
      await unavailable(await call(), `${step} 200`, ADVICE[step]);
    });

    it("when it is down", async () => {
      for (const origin of google.addresses.keys())
        if (!origin.includes("sts") || step === "sts")
          google.addresses.set(origin, "http://127.0.0.1:9");
      const { call } = await google.instance(settings);
      await unavailable(await call(), step, ADVICE[step]);
    });

    it("when it says nothing for four seconds", async () => {
      const limit = vi.spyOn(AbortSignal, "timeout").mockImplementation(() => timeout(100));
      serverOf(step).reply = hang;
      const { call } = await google.instance(settings);
      await unavailable(await call(), step, ADVICE[step]);
      expect(limit).toHaveBeenCalledExactlyOnceWith(4_000);
    });

    it("when it stops half-way", async () => {
      vi.spyOn(AbortSignal, "timeout").mockImplementation(() => timeout(100));
      serverOf(step).reply = (_, res) => void res.writeHead(200).write("{");
      const { call } = await google.instance(settings);
      await unavailable(await call(), `${step} 200`, ADVICE[step]);
    });

    it("when it redirects, and the other address hears nothing", async () => {
      const elsewhere = google.api;
      const { api, call } = await google.instance(settings);
      serverOf(step).reply = (_, res) => res.writeHead(307, { Location: api }).end();
      await unavailable(await call(), step, ADVICE[step]);
      expect(elsewhere.asked).toEqual([]);
    });
  });

  it("from a server that is no metadata server", async () => {
    google.metadata.reply = (_, res) => res.end(mintIdToken("a"));
    const { call } = await google.instance(METADATA);
    await unavailable(await call(), "metadata 200", ADVICE.metadata);
  });

  it.each(SERVERS.slice(1))("of %s that has ended", async (step, settings) => {
    google.lifetime = 29;
    const { call } = await google.instance(settings);
    await unavailable(await call(), `${step} 200`, ADVICE[step]);
  });
});
