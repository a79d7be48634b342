import { afterEach, expect, it } from "vitest";
import health from "../pages/api/health";
import { BASE_URL, closeServers, SETTINGS, serveRoute, setSettings } from "../test_support";
import { VERSION } from "../wire/contract.gen";

setSettings();
afterEach(closeServers);

it("names what is deployed and how, and neither a secret nor the API's address", async () => {
  const response = await fetch(await serveRoute(health));
  const text = await response.text();
  expect(JSON.parse(text)).toEqual({
    release: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    contract: VERSION,
    baseUrl: BASE_URL,
    issuer: SETTINGS.AUTH0_ISSUER,
    audience: SETTINGS.AUTH0_AUDIENCE,
    apps: ["https://one.example", "https://two.example"],
    api: expect.stringMatching(/^[\w-]{16}$/),
    apiIdentity: null,
    isRotatingKeys: false,
  });
  const { AUTH0_CLIENT_SECRET, GATEPOST_SECRET, API_BASE_URL } = SETTINGS;
  for (const hidden of [AUTH0_CLIENT_SECRET, GATEPOST_SECRET, API_BASE_URL])
    expect(text).not.toContain(hidden);
});
