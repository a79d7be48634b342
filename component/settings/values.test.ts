/** The odd values of `tests/vectors/settings.json`, which Python reads too. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Env, readEnv } from "../env";
import { SETTINGS } from "../test_support";
import { refusal } from "./test_support";

interface Row {
  readonly kind: keyof typeof READ;
  readonly value: string;
  readonly good?: string;
  readonly fault?: string;
  readonly write?: string;
}

const file = new URL("../../tests/vectors/settings.json", import.meta.url);
const { says, rows }: { says: Record<string, string>; rows: Row[] } = JSON.parse(
  readFileSync(file, "utf8"),
);

/** Settings of each kind, and where their values are found once they are read. */
const READ = {
  text: {
    AUTH0_CLIENT_ID: (env: Env) => env.apps[0]?.clientId,
    AUTH0_AUDIENCE: (env: Env) => env.audience,
  },
  secret: { AUTH0_CLIENT_SECRET: (env: Env) => env.clientSecrets[SETTINGS.AUTH0_CLIENT_ID] },
  origin: { COMPONENT_BASE_URL: (env: Env) => env.baseUrl },
  base: { API_BASE_URL: (env: Env) => env.apiBaseUrl },
  issuer: { AUTH0_ISSUER: (env: Env) => env.issuer },
  number: { SESSION_HOURS: (env: Env) => String(env.sessionSeconds / 3600) },
};

const cases = rows.flatMap((row) =>
  Object.entries(READ[row.kind]).map(([name, find]) => ({ ...row, name, find })),
);

describe("the table of odd values", () => {
  it.each(cases.filter((row) => row.good !== undefined))("$name takes $value", (row) => {
    expect(row.find(readEnv({ ...SETTINGS, [row.name]: row.value }))).toBe(row.good);
  });

  it.each(cases.filter((row) => row.fault))("$name does not take $value: $fault", (row) => {
    const [, ...lines] = refusal({ [row.name]: row.value }).split("\n");
    expect(lines).toEqual([expect.stringContaining(`${row.name} ${says[row.fault ?? ""]}`)]);
    expect(lines[0]?.split("; copy this: ")[1]).toBe(row.write && `\`${row.write}\``);
    expect(lines[0]).not.toContain("private");
  });
});
