import { describe, expect, it } from "vitest";
import { readEnv } from "../env";
import { anApp, SETTINGS } from "../test_support";
import { read, refusal } from "./test_support";

const app = (origin: string) => JSON.stringify([{ origin }]);

describe("registered apps", () => {
  it.each([
    ["a path", app("https://app.example/path")],
    ["a trailing slash", app("https://app.example/")],
    ["two slashes at the end", app("https://app.example//")],
    ["three slashes", app("https:///app.example")],
    ["a wildcard", app("*")],
    ["a wildcard host", app("https://*.streamlit.app")],
    ["a wildcard port", app("https://app.example:*")],
    ["a directive in the host", app("https://app.example;script-src")],
    ["a keyword as host", app("https://'unsafe-inline'")],
    ["no scheme", app("app.example")],
    ["a null origin", app("null")],
    ["http on a public host", app("http://app.example")],
    ["a default port", app("https://app.example:443")],
    ["upper case", app("https://APP.example")],
    ["two origins in one", app("https://app.example https://evil.example")],
    ["another directive", app("https://app.example; script-src *")],
    ["no origin", '[{"scopes":[]}]'],
    ["no app", "[]"],
    ["an object", '{"origin":"https://app.example"}'],
    ["no JSON", "https://app.example"],
    ["a scope with a space", '[{"origin":"https://app.example","scopes":["a b"]}]'],
    ["an empty scope", '[{"origin":"https://app.example","scopes":[""]}]'],
    ["an IPv6 host, which no policy names", app("https://[2001:db8::1]")],
    ["IPv6 loopback", app("http://[::1]:4010")],
    ["an underscore in the host", app("https://my_app.example")],
    ["the same origin twice", '[{"origin":"https://a.example"},{"origin":"https://a.example"}]'],
    ["a member nobody knows", '[{"origin":"https://a.example","scops":["read:messages"]}]'],
    ["an audience with a space", '[{"origin":"https://a.example","audience":"a b"}]'],
    ["a client without a secret", '[{"origin":"https://a.example","client":{"id":"x"}}]'],
    [
      "a client with the secret itself",
      '[{"origin":"https://a.example","client":{"id":"x","secret_env":"the secret"}}]',
    ],
    [
      "an app that is not trusted and has no name",
      '[{"origin":"https://a.example","trusted":false}]',
    ],
    ["trust that is no truth value", '[{"origin":"https://a.example","trusted":"false"}]'],
    ["an embedder that is no origin", '[{"origin":"https://a.example","embedded_by":["*"]}]'],
    [
      "an embedder with a path",
      '[{"origin":"https://a.example","embedded_by":["https://b.example/"]}]',
    ],
    [
      "an embedder that is no list",
      '[{"origin":"https://a.example","embedded_by":"https://b.example"}]',
    ],
    [
      "a name of 61 characters",
      JSON.stringify([{ origin: "https://a.example", name: "n".repeat(61) }]),
    ],
  ])("refuses %s", (_, value) => {
    expect(refusal({ GATEPOST_APPS: value })).toContain("GATEPOST_APPS");
  });

  it.each([
    ["https://127.0.0.1:8501"],
    ["http://localhost:4010"],
    ["https://xn--mnchen-3ya.example"],
    ["https://my-app.example:8443"],
  ])("accepts %s", (origin) => {
    expect(read({ GATEPOST_APPS: app(origin) }).apps[0]?.origin).toBe(origin);
  });

  it("reads who may embed an app, by default nobody", () => {
    const embedded_by = ["https://intranet.example", "http://localhost:8080"];
    const apps = [{ origin: "https://a.example", embedded_by }, { origin: "https://b.example" }];
    const all = read({ GATEPOST_APPS: JSON.stringify(apps) }).apps;
    expect(all.map(({ embeddedBy }) => embeddedBy)).toEqual([embedded_by, []]);
  });

  it.each([
    ["no scopes", {}, null],
    ["scopes", { scopes: ["read:messages"] }, "https://audience.example"],
    ["an audience of its own", { audience: "https://own.example" }, "https://own.example"],
    ["both", { audience: "https://own.example", scopes: ["a"] }, "https://own.example"],
  ])("gives an app with %s a token for %s", (_, row, audience) => {
    const apps = JSON.stringify([{ origin: "https://a.example", ...row }]);
    expect(read({ GATEPOST_APPS: apps }).apps[0]?.audience).toBe(audience);
  });
});

describe("odd values in GATEPOST_APPS", () => {
  const row = (members: object) => JSON.stringify([{ origin: "https://a.example", ...members }]);
  const client = (id: string) => row({ client: { id, secret_env: "PARTNER_SECRET" } });

  it("are read without the white space around them", () => {
    const members = { name: "\u00a0Reports\n", audience: " api ", scopes: ["read:messages\n"] };
    const value = `\ufeff[${JSON.stringify({ origin: "https://a.example\n", ...members })}]\n`;
    expect(read({ GATEPOST_APPS: value }).apps).toEqual([
      anApp({
        origin: "https://a.example",
        name: "Reports",
        audience: "api",
        scopes: ["read:messages"],
      }),
    ]);
  });

  it.each([
    ["quotes around the list", `'${row({})}'`, " has quotes around it"],
    [
      "an origin as a browser shows it",
      app("https://a.example/"),
      ".0.origin must be an exact origin",
    ],
    ["two audiences in one", row({ audience: "one,two" }), ".0.audience contains a space"],
    ["a list of audiences", row({ audience: ["one"] }), ".0.audience must be one audience"],
    ["a list of audiences as text", row({ audience: '["one"]' }), ".0.audience is a list"],
    ["a client id with quotes", client("'partner'"), ".0.client.id contains quotes"],
    ["a client id that can't be seen", client("partner\u200b"), ".0.client.id contains an"],
    ["a client id to fill in", client("<client-id>"), ".0.client.id is a placeholder"],
    ["a name that turns the text", row({ name: "Reports\u202e" }), ".0.name must be a name"],
    ["a name of two lines", row({ name: "Re\nports" }), ".0.name must be a name"],
  ])("are named: %s", (_, value, message) => {
    expect(refusal({ GATEPOST_APPS: value })).toContain(`GATEPOST_APPS${message}`);
  });

  it("may be a name that joins letters by what can't be seen", () => {
    const name = "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645";
    expect(read({ GATEPOST_APPS: row({ name }) }).apps[0]?.name).toBe(name);
  });
});

describe("a client's secret", () => {
  const rows = (secret_env: string, id = "partner") =>
    JSON.stringify([{ origin: "https://a.example", client: { id, secret_env } }]);
  const withSecret = (value: string, name = "PARTNER_SECRET") =>
    readEnv({ ...SETTINGS, GATEPOST_APPS: rows(name), [name]: value });

  it("is read from the variable that the row names", () => {
    const { clientSecrets, apps } = withSecret("its-secret");
    expect(clientSecrets).toEqual({
      "client-id": "client-secret-of-the-tests",
      partner: "its-secret",
    });
    expect(apps[0]?.clientId).toBe("partner");
    expect(JSON.stringify(apps)).not.toContain("its-secret");
  });

  it.each([
    ["is missing", () => withSecret(" "), "PARTNER_SECRET is missing"],
    [
      "is another setting",
      () => readEnv({ ...SETTINGS, GATEPOST_APPS: rows("GATEPOST_SECRET") }),
      "names GATEPOST_SECRET",
    ],
    [
      "is not what the client has elsewhere",
      () => readEnv({ ...SETTINGS, GATEPOST_APPS: rows("OTHER", "client-id"), OTHER: "x" }),
      "OTHER differs from the secret",
    ],
    ["has quotes around it", () => withSecret('"its-secret"'), "PARTNER_SECRET contains quotes"],
    ["is a sample", () => withSecret("local-sample-partner"), "is a sample"],
  ])("is refused when it %s", (_, make, message) => {
    expect(make).toThrow(message);
  });

  it("is refused as a sample on a public host, and accepted on a loopback host", () => {
    const sample = { AUTH0_CLIENT_SECRET: "local-sample-client" };
    expect(refusal(sample)).toContain("AUTH0_CLIENT_SECRET");
    expect(refusal({ COMPONENT_BASE_URL: "http://127.0.0.1:3001", ...sample })).toBe("");
  });
});
