import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { expect, it } from "vitest";
import { readEnv } from "../env";
import { aKey } from "../test_support";

const EXAMPLE = parseEnv(readFileSync(`${import.meta.dirname}/../.env.example`, "utf8"));
const filledIn = { ...EXAMPLE, GATEPOST_SECRET: aKey("generated") };

it("takes .env.example for a local run, once it has a key", () => {
  expect(readEnv(filledIn).baseUrl).toBe(EXAMPLE.COMPONENT_BASE_URL);
  expect(() => readEnv(EXAMPLE)).toThrow("GATEPOST_SECRET is missing");
});

it("refuses the samples of .env.example outside", () => {
  const outside = { ...filledIn, COMPONENT_BASE_URL: "https://component.example" };
  expect(() => readEnv(outside)).toThrow("is a sample");
});
