/** An app with a client and an audience of its own: nothing of another row is used for it. */
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { closeServers, OTHER_APP, SETTINGS, setSettings, watchLog } from "../test_support";
import { finishSignIn, refresh, revoke, startSignIn } from "./oidc";
import { Provider, tokens } from "./provider_test_support";
import { registeredApp } from "./route";

const PARTNER = "https://partner.example";
const OWN = { client_id: "partner-client", client_secret: "secret-of-the-partner" };
const SHARED = { client_id: SETTINGS.AUTH0_CLIENT_ID, client_secret: SETTINGS.AUTH0_CLIENT_SECRET };
const provider = new Provider();

beforeAll(async () => {
  await provider.start();
  setSettings({
    AUTH0_ISSUER: provider.issuer,
    PARTNER_SECRET: OWN.client_secret,
    GATEPOST_APPS: JSON.stringify([
      {
        origin: PARTNER,
        scopes: ["read:reports"],
        audience: "https://reports.example",
        client: { id: OWN.client_id, secret_env: "PARTNER_SECRET" },
      },
      { origin: OTHER_APP, scopes: ["read:messages"] },
    ]),
  });
});

afterAll(closeServers);
beforeEach(() => {
  provider.reset();
  watchLog();
});

it.each([
  [PARTNER, OWN, "https://reports.example", "read:reports"],
  [OTHER_APP, SHARED, SETTINGS.AUTH0_AUDIENCE, "read:messages"],
])(
  "%s signs in, renews and signs out by the client of its row",
  async (origin, client, audience, scope) => {
    const app = registeredApp(origin);
    const { authorizeUrl, state, transaction } = await startSignIn(app);
    const query = Object.fromEntries(new URL(authorizeUrl).searchParams);
    expect(query).toMatchObject({ client_id: client.client_id, audience });
    expect(query.scope).toBe(`openid profile email offline_access ${scope}`);
    const idToken = await provider.idToken({ nonce: query.nonce, aud: client.client_id });
    provider.reply = async () => tokens(idToken);
    const params = { code: "c", state, iss: provider.issuer };
    const session = await finishSignIn(app, transaction, params);
    provider.reply = async () => tokens(undefined);
    await refresh(app, session, "refresh-1");
    provider.reply = async () => ({ json: {} });
    await revoke(app, "refresh-1");
    for (const form of provider.asked) expect(Object.fromEntries(form)).toMatchObject(client);
    expect(provider.asked).toHaveLength(3);
  },
);

it("refuses an ID token that is for another row's client", async () => {
  const app = registeredApp(PARTNER);
  const { authorizeUrl, state, transaction } = await startSignIn(app);
  const nonce = new URL(authorizeUrl).searchParams.get("nonce");
  const idToken = await provider.idToken({ nonce, aud: SETTINGS.AUTH0_CLIENT_ID });
  provider.reply = async () => tokens(idToken);
  const finished = finishSignIn(app, transaction, { code: "c", state, iss: provider.issuer });
  await expect(finished).rejects.toMatchObject({ code: "sign_in_rejected" });
});
