import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { closeServers, watchLog } from "../test_support";
import { Google, json, keepsSecrets, METADATA, refusal, SOURCES } from "./google_test_support";

let google: Google;
let log: { text(): string };

beforeEach(async () => {
  google = new Google();
  await google.start();
  log = watchLog();
});

afterEach(closeServers);

describe("an API that everybody may reach", () => {
  it("gets no ID token, and Google is not asked", async () => {
    const { call } = await google.instance({});
    expect((await call()).status).toBe(200);
    expect(google.sent).toEqual([undefined]);
    for (const { asked } of [google.sts, google.iam, google.metadata]) expect(asked).toEqual([]);
  });
});

describe("Google's front", () => {
  it.each(SOURCES)("refuses the component of %s, not the person", async (_, settings) => {
    const { call } = await google.instance(settings);
    for (const status of [401, 403, 404]) {
      google.api.reply = refusal(status);
      const response = await call();
      expect(response.status).toBe(502);
      expect(response.headers.get("WWW-Authenticate")).toBeNull();
      expect(await response.clone().json()).toEqual({
        code: "private_api_refused",
        message: expect.stringMatching(/roles\/run\.invoker.+API_GOOGLE_AUDIENCE/),
      });
      expect(log.text()).toContain(`"StepFailed front ${status}"`);
      await keepsSecrets(response, log.text());
    }
  });

  it.each([401, 403])("is recognised by its page when the API is thought public: %i", async (s) => {
    google.api.reply = refusal(s);
    const { call } = await google.instance({});
    const response = await call();
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({
      code: "private_api_refused",
      message: expect.stringContaining("API_GOOGLE_IDENTITY"),
    });
  });

  it.each([
    ["JSON of Google's", json({ error: { code: 403, status: "PERMISSION_DENIED" } }, 403)],
    ["JSON of a gateway's", json({ code: 401, message: "Jwt is missing" }, 401)],
    ["a list", json([], 403)],
    ["null", json(null, 403)],
  ])("refuses with %s", async (_, reply) => {
    google.api.reply = reply;
    const { call } = await google.instance(METADATA);
    expect((await call()).status).toBe(502);
  });

  const apiError = (code: string) => ({ code, message: "Sentence.", trace_id: "t" });

  it.each([
    [401, "invalid_token"],
    [403, "insufficient_scope"],
    [404, "not_found"],
  ])("lets the API's own %i %s through unchanged", async (status, code) => {
    const challenge = `Bearer error="${code}"`;
    google.api.reply = (_, res) =>
      res
        .writeHead(status, {
          "Content-Type": "application/json",
          "WWW-Authenticate": challenge,
        })
        .end(JSON.stringify(apiError(code)));
    const { call } = await google.instance(METADATA);
    const response = await call();
    expect([response.status, await response.json()]).toEqual([status, apiError(code)]);
    expect(response.headers.get("WWW-Authenticate")).toBe(challenge);
  });

  it.each([429, 500, 503])("is too busy: %i passes", async (status) => {
    google.api.reply = refusal(status);
    const { call } = await google.instance(METADATA);
    expect((await call()).status).toBe(status);
  });
});
