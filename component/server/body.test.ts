import { request } from "node:http";
import * as v from "valibot";
import { afterEach, describe, expect, it } from "vitest";
import { closeServers, serveRoute } from "../test_support";
import { fromAnywhere, readBody, route } from "./route";

const JSON_TYPE = "application/json";
const LIMIT = 16 * 1024;
const shape = v.object({ text: v.string() });

const echo = route(fromAnywhere, {
  async POST(req, res) {
    res.json(await readBody(req, shape));
  },
});

afterEach(closeServers);

const start = () => serveRoute(echo, { api: { bodyParser: false } });

async function send(body: string | Uint8Array, type: string | null = JSON_TYPE) {
  const headers = type === null ? {} : { "Content-Type": type };
  const response = await fetch(await start(), { method: "POST", headers, body: Buffer.from(body) });
  return { status: response.status, json: (await response.json()) as unknown };
}

const sized = (bytes: number) => JSON.stringify({ text: "x".repeat(bytes - '{"text":""}'.length) });

describe("a body", () => {
  it.each([
    ["plain JSON", '{"text":"ä"}', JSON_TYPE],
    ["JSON with a charset", '{"text":"ä"}', `${JSON_TYPE}; charset=utf-8`],
    ["JSON without a space before it", '{"text":"ä"}', `${JSON_TYPE};charset=UTF-8`],
    ["JSON with a quoted charset", '{"text":"ä"}', `${JSON_TYPE} ; charset="utf-8"`],
    ["JSON in capitals", '{"text":"ä"}', "Application/JSON"],
  ])("is read from %s", async (_, body, type) => {
    expect(await send(body, type)).toEqual({ status: 200, json: { text: "ä" } });
  });

  it("may be as large as the limit", async () => {
    expect((await send(sized(LIMIT))).status).toBe(200);
  });

  it("loses fields nobody asked for", async () => {
    expect((await send('{"text":"a","__proto__":{"b":1},"admin":true}')).json).toEqual({
      text: "a",
    });
  });

  it.each<[string, string | Uint8Array, string | null]>([
    ["without a content type", "{}", null],
    ["as a form, which any page may send", '{"text":"a"}', "application/x-www-form-urlencoded"],
    ["as plain text, which any page may send", '{"text":"a"}', "text/plain"],
    ["as another type that names JSON", '{"text":"a"}', "text/plain; application/json"],
    ["as a longer type", '{"text":"a"}', "application/jsonx"],
    ["as JSON lines", '{"text":"a"}', "application/json-seq"],
    ["as two types", '{"text":"a"}', `${JSON_TYPE}, text/plain`],
    ["in another charset", '{"text":"a"}', `${JSON_TYPE}; charset=utf-7`],
    ["in a charset that goes on", '{"text":"a"}', `${JSON_TYPE}; charset=utf-8x`],
    ["in two charsets", '{"text":"a"}', `${JSON_TYPE}; charset=utf-8; charset=utf-7`],
    ["with another parameter", '{"text":"a"}', `${JSON_TYPE}; version=1`],
    ["with an empty parameter", '{"text":"a"}', `${JSON_TYPE};`],
    ["one byte over the limit", sized(LIMIT + 1), JSON_TYPE],
    ["a megabyte long", sized(1024 * 1024), JSON_TYPE],
    ["empty", "", JSON_TYPE],
    ["no JSON", "{text:1}", JSON_TYPE],
    ["no UTF-8 inside JSON", Uint8Array.of(0xff, 0xfe), JSON_TYPE],
    ["null", "null", JSON_TYPE],
    ["a list", "[]", JSON_TYPE],
    ["without the field", "{}", JSON_TYPE],
    ["with a field of another type", '{"text":1}', JSON_TYPE],
  ])("is refused when it is %s", async (_, body, type) => {
    const { status, json } = await send(body, type);
    expect(status).toBe(400);
    expect(json).toMatchObject({ code: "invalid_request" });
  });

  it("is refused over the limit when it comes in pieces of unknown length", async () => {
    const address = await start();
    const status = await new Promise((resolve, reject) => {
      const req = request(address, { method: "POST", headers: { "Content-Type": JSON_TYPE } });
      req.on("response", (res) => resolve(res.statusCode));
      req.on("error", reject);
      for (let piece = 0; piece < 20; piece++) req.write("x".repeat(1024));
      req.end();
    });
    expect(status).toBe(400);
  });
});
