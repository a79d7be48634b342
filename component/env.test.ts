import { describe, expect, it, vi } from "vitest";
import { buildDirectory, readEnv } from "./env";
import { FEDERATION } from "./server/google_test_support";
import { type Changes, read, refusal } from "./settings/test_support";
import { aKey, anApp, SETTINGS } from "./test_support";

const names = Object.keys(SETTINGS) as (keyof typeof SETTINGS)[];

describe("settings", () => {
  it("reads a complete environment", () => {
    expect(read({ API_BASE_URL: "https://api.example/v1//" })).toEqual({
      baseUrl: "https://component.example",
      apiBaseUrl: "https://api.example/v1",
      issuer: "https://issuer.example/",
      audience: "https://audience.example",
      clientSecrets: { "client-id": "client-secret-of-the-tests" },
      secrets: [aKey("first")],
      apps: [
        anApp({ scopes: ["read:messages"] }),
        anApp({ origin: "https://two.example", audience: null }),
      ],
      sessionSeconds: 24 * 3600,
      proofSeconds: 300,
      googleIdentity: null,
      securityContact: null,
    });
  });

  it.each(names)("names %s when it is missing, and nothing else", (name) => {
    const lines = refusal({ [name]: undefined }).split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(new RegExp(`^${name} `));
  });

  it.each(names)("names %s when it is empty", (name) => {
    expect(refusal({ [name]: "  " })).toContain(`\n${name} `);
  });

  it("names all that are missing at once, one line each", () => {
    const message = refusal(Object.fromEntries(names.map((name) => [name, undefined])));
    const named = message.split("\n").slice(1);
    expect(named.map((line) => line.split(" ")[0])).toEqual(names);
  });

  it("says that a name which is not set is missing", () => {
    const lines = names.map((name) => `${name} is missing`);
    expect(() => readEnv({})).toThrow(lines.join("\n"));
  });

  it("names malformed and missing ones together", () => {
    const message = refusal({ API_BASE_URL: "nowhere", AUTH0_CLIENT_ID: undefined });
    expect(message).toMatch(/\nAPI_BASE_URL .+\nAUTH0_CLIENT_ID /);
  });

  it.each([
    ["COMPONENT_BASE_URL", "https://private-value.example?path=1"],
    ["API_BASE_URL", "private-value"],
    ["API_BASE_URL", "https://ada:private-value@api.example"],
    ["AUTH0_ISSUER", "ftp://private-value.example/"],
    ["GATEPOST_SECRET", "private-value"],
    ["GATEPOST_APPS", "private-value"],
    ["GATEPOST_APPS", '"private-value"'],
    ["GATEPOST_APPS", '["private-value"]'],
    ["GATEPOST_APPS", '[{"origin":"private-value"}]'],
    ["GATEPOST_APPS", '[{"origin":"https://a.example","scopes":"private-value"}]'],
    ["GATEPOST_APPS", '[{"origin":"https://a.example","scopes":["private-value\\""]}]'],
    ["GATEPOST_APPS", '[{"origin":"https://a.example","scopes":[{"a":"private-value"}]}]'],
  ] as const)("names %s without showing the value %s", (name, value) => {
    const message = refusal({ [name]: value });
    expect(message).toContain(name);
    expect(message).not.toContain("private-value");
  });
});

describe("addresses", () => {
  const loopback = ["http://localhost:3001", "http://127.0.0.1:3001", "http://[::1]:3001"];
  const addresses = ["COMPONENT_BASE_URL", "API_BASE_URL", "AUTH0_ISSUER"] as const;

  it.each(addresses)("%s may be http on a loopback host", (name) => {
    for (const value of loopback) expect(refusal({ [name]: value })).toBe("");
  });

  it.each(addresses)("%s may not be http elsewhere", (name) => {
    for (const value of [
      "http://component.example",
      "http://localhost.example",
      "http://127.0.0.1.example",
      "http://10.0.0.1:3001",
    ])
      expect(refusal({ [name]: value })).toContain(name);
  });

  it.each([
    ["a query", "https://api.example/?a=b"],
    ["a fragment", "https://api.example/#a"],
    ["a user", "https://ada@api.example/"],
    ["another scheme", "javascript:alert(1)"],
  ])("refuses an address with %s", (_, value) => {
    expect(refusal({ API_BASE_URL: value })).toContain("API_BASE_URL");
  });

  it.each(["https://component.example/", "https://component.example/path"])(
    "refuses %s as the component's own origin",
    (value) => expect(refusal({ COMPONENT_BASE_URL: value })).toContain("COMPONENT_BASE_URL"),
  );
});

describe("the lifetime of a session", () => {
  it.each([
    ["SESSION_HOURS", "sessionSeconds", "8", 8 * 3600],
    ["SESSION_PROOF_MINUTES", "proofSeconds", " 1 ", 60],
  ] as const)("%s is read", (name, key, value, seconds) => {
    expect(readEnv({ ...SETTINGS, [name]: value })[key]).toBe(seconds);
  });

  it.each([
    ["SESSION_HOURS", "721"],
    ["SESSION_PROOF_MINUTES", "61"],
    ...["0", "-1", "1.5", "x", " ", "1e1", "٣"].flatMap((value) => [
      ["SESSION_HOURS", value],
      ["SESSION_PROOF_MINUTES", value],
    ]),
  ])("%s is refused as %s", (name = "", value = "") => {
    expect(() => readEnv({ ...SETTINGS, [name]: value })).toThrow(`${name} must be a whole number`);
  });
});

describe("the contact for security reports", () => {
  it.each(["mailto:security@example.com", "https://example.com/security?from=gatepost"])(
    "may be %s",
    (value) => {
      expect(read({ SECURITY_CONTACT: ` ${value} ` }).securityContact).toBe(value);
    },
  );

  it("is none when it is empty", () => {
    expect(read({ SECURITY_CONTACT: " " }).securityContact).toBeNull();
  });

  it.each([
    ["an e-mail address without mailto:", "security@example.com"],
    ["no address", "mailto:"],
    ["http", "http://example.com/security"],
    ["another scheme", "javascript:alert(1)"],
    ["no host", "https://"],
    ["a second line", "https://example.com/\nContact: mailto:thief@evil.example"],
    ["two words", "mailto:security@example.com or the office"],
    ["letters beyond ASCII", "mailto:sécurité@example.com"],
  ])("is refused with %s", (_, value) => {
    expect(refusal({ SECURITY_CONTACT: value })).toContain("\nSECURITY_CONTACT must");
  });
});

describe("the API's identity check", () => {
  const { API_GOOGLE_IDENTITY: _, ...federation } = FEDERATION;
  const required = Object.keys(federation) as (keyof typeof federation)[];
  const identity = (changes: Changes) => read(changes).googleIdentity;

  it.each([undefined, "", "  "])("is none when API_GOOGLE_IDENTITY is %j", (value) => {
    const ignored = { GCP_PROJECT_NUMBER: "malformed", API_GOOGLE_AUDIENCE: "https://a.example" };
    expect(identity({ ...ignored, API_GOOGLE_IDENTITY: value })).toBeNull();
  });

  it("is passed by way of Vercel", () => {
    expect(identity(FEDERATION)).toEqual({
      source: "vercel",
      audience: "https://api.example",
      provider:
        "//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/vercel-pool/providers/vercel-provider",
      serviceAccount: "gatepost@project.iam.gserviceaccount.com",
    });
  });

  it("is passed by way of the metadata server, without the settings of the federation", () => {
    const ignored = { GCP_PROJECT_NUMBER: "malformed" };
    expect(identity({ ...ignored, API_GOOGLE_IDENTITY: "metadata_server" })).toEqual({
      source: "metadata_server",
      audience: "https://api.example",
    });
  });

  it.each([
    ["https://custom.example/", "https://custom.example/"],
    [" custom ", "custom"],
    ["", "https://api.example/v1"],
    [undefined, "https://api.example/v1"],
  ])("with the audience %j is for %j", (value, audience) => {
    const changes = { API_BASE_URL: "https://api.example/v1/", API_GOOGLE_AUDIENCE: value };
    for (const source of [FEDERATION, { API_GOOGLE_IDENTITY: "metadata_server" }])
      expect(identity({ ...source, ...changes })?.audience).toBe(audience);
  });

  it.each(required)("by way of Vercel needs %s", (name) => {
    for (const value of [undefined, " "]) {
      const lines = refusal({ ...FEDERATION, [name]: value }).split("\n");
      expect(lines.slice(1)).toEqual([`${name} is missing`]);
    }
  });

  it("names all that are missing at once, with those of the component", () => {
    const message = refusal({ API_GOOGLE_IDENTITY: " vercel ", AUTH0_CLIENT_ID: undefined });
    const named = message.split("\n").slice(1);
    expect(named.map((line) => line.split(" ")[0])).toEqual(["AUTH0_CLIENT_ID", ...required]);
  });

  it.each([
    ["API_GOOGLE_IDENTITY", "private-value"],
    ["API_GOOGLE_IDENTITY", "Vercel"],
    ["API_GOOGLE_AUDIENCE", "https://private-value.example https://two.example"],
    ["GCP_PROJECT_NUMBER", "private-value"],
    ["GCP_PROJECT_NUMBER", "123/private-value"],
    ["GCP_SERVICE_ACCOUNT_EMAIL", "private-value"],
    ["GCP_SERVICE_ACCOUNT_EMAIL", "private-value@example.com"],
    ["GCP_SERVICE_ACCOUNT_EMAIL", "../private-value@p.iam.gserviceaccount.com"],
    ["GCP_SERVICE_ACCOUNT_EMAIL", "a@p.iam.gserviceaccount.com/private-value"],
    ["GCP_WORKLOAD_IDENTITY_POOL_ID", "private-value/providers/x"],
    ["GCP_WORKLOAD_IDENTITY_POOL_ID", "Private-Value"],
    ["GCP_WORKLOAD_IDENTITY_POOL_PROVIDER_ID", "projects/1/private-value"],
    ["GCP_WORKLOAD_IDENTITY_POOL_PROVIDER_ID", "abc"],
  ] as const)("names %s without showing the value %s", (name, value) => {
    const lines = refusal({ ...FEDERATION, [name]: value }).split("\n");
    expect(lines.slice(1)).toEqual([
      expect.stringMatching(new RegExp(`^${name} (must be|contains) `)),
    ]);
    expect(lines.join()).not.toContain("rivate-");
  });
});

describe("the build", () => {
  it.each([
    [undefined, ".next"],
    [".next-1000", ".next-1000"],
  ])("with NEXT_DIST_DIR %s stands in %s", (value, directory) => {
    vi.stubEnv("NEXT_DIST_DIR", value);
    expect(buildDirectory()).toBe(directory);
  });
});
