import { afterEach, describe, expect, it, vi } from "vitest";
import { BASE_URL, closeServers, serveRoute, setSettings } from "../test_support";

const CONTACT = "mailto:security@example.com";
const NOW = Date.UTC(2030, 0, 1);
const YEAR_MS = 365 * 86_400_000;

afterEach(async () => {
  await closeServers();
  vi.restoreAllMocks();
  vi.resetModules(); // the settings are read once
});

async function get(contact: string): Promise<Response> {
  setSettings({ SECURITY_CONTACT: contact });
  const { default: route } = await import("../pages/api/security-txt");
  return fetch(await serveRoute(route));
}

describe("security.txt", () => {
  it("has contact, expiry and its own address, one line each (RFC 9116)", async () => {
    vi.spyOn(Date, "now").mockReturnValue(NOW);
    const response = await get(CONTACT);
    expect(response.headers.get("Content-Type")).toBe("text/plain; charset=utf-8");
    expect((await response.text()).split("\n")).toEqual([
      `Contact: ${CONTACT}`,
      expect.stringMatching(/^Expires: 2030-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/),
      `Canonical: ${BASE_URL}/.well-known/security.txt`,
      "",
    ]);
  });

  it("ends less than a year ahead", async () => {
    const [, end = ""] = /^Expires: (.+)$/m.exec(await (await get(CONTACT)).text()) ?? [];
    const ahead = Date.parse(end) - Date.now();
    expect(ahead).toBeGreaterThan(YEAR_MS / 12);
    expect(ahead).toBeLessThan(YEAR_MS);
  });

  it("is not served without a contact", async () => {
    const response = await get("");
    expect([response.status, await response.json()]).toMatchObject([404, { code: "not_found" }]);
  });
});
