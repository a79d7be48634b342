import { describe, expect, it } from "vitest";
import { aKey } from "../test_support";
import { read, refusal } from "./test_support";

describe("the sealing key", () => {
  const [newest, old] = [aKey("new"), aKey("old")];
  const base64url = Buffer.from(newest, "hex").toString("base64url");

  it.each([
    ["in hex", newest, [newest]],
    ["in base64url", base64url, [base64url]],
    ["with the old one, newest first", `${newest}, ${old}`, [newest, old]],
  ])("is accepted %s", (_, value, keys) => {
    expect(read({ GATEPOST_SECRET: value }).secrets).toEqual(keys);
  });

  it.each([
    ["three keys", [newest, old, aKey("x")].join(",")],
    ["a trailing comma", `${newest},`],
    ["a short one", newest.slice(2)],
    ["a long one", `${newest}00`],
    ["a short one beside a good one", `${newest},short`],
    ["a sentence", "correct horse battery staple, and some more words"],
    ["a sentence of the right length", "correct-horse-battery-staple-and-more-words"],
    ["upper-case hex", newest.toUpperCase()],
    ["padded base64", `${base64url}=`],
    ["one character again and again", "a".repeat(64)],
    ["one character in base64url", "A".repeat(43)],
    ["a pattern", "0123456789abcdef".repeat(4)],
    ["a sample", `local-sample-${"x".repeat(32)}`],
  ])("is refused when it is %s, with the command that makes one", (_, value) => {
    expect(refusal({ GATEPOST_SECRET: value })).toMatch(/GATEPOST_SECRET .+openssl rand -hex 32/);
  });

  it.each([
    ["in one form", `${newest},${newest}`],
    ["in two forms", `${newest},${base64url}`],
  ])("is refused as its own successor %s", (_, value) => {
    expect(refusal({ GATEPOST_SECRET: value })).toContain("GATEPOST_SECRET names the same key");
  });
});
