/** The border for request bodies: size, JSON and shape are checked before anything reads them. */
import type { NextApiRequest } from "next";
import * as v from "valibot";
import { InvalidRequest } from "./errors";

const BODY_BYTES = 16 * 1024;
const jsonText = v.pipe(v.string(), v.parseJson());
/** JSON is UTF-8 (RFC 8259, section 8.1): the type may name no other charset. */
const JSON_TYPE = /^application\/json(?:[ \t]*;[ \t]*charset=(?:utf-8|"utf-8"))?$/i;

async function readText(req: NextApiRequest, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new InvalidRequest({ message: `The body is over ${limit} bytes.` });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Whether a request has a body (RFC 9112, section 6.3). */
export const hasBody = ({ headers }: NextApiRequest): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

/**
 * Read a JSON body that fits `schema`. The route exports `{api: {bodyParser: false}}`.
 *
 * @param limit The most bytes it may have.
 * @throws InvalidRequest when it is too large, no JSON, or of another shape.
 */
export async function readBody<S extends v.GenericSchema>(
  req: NextApiRequest,
  schema: S,
  limit = BODY_BYTES,
): Promise<v.InferOutput<S>> {
  if (!JSON_TYPE.test(req.headers["content-type"] ?? ""))
    throw new InvalidRequest({ message: "The body must be application/json." });
  const json = v.safeParse(jsonText, await readText(req, limit));
  if (!json.success) throw new InvalidRequest({ message: "The body is not JSON." });
  const parsed = v.safeParse(schema, json.output);
  if (!parsed.success) throw new InvalidRequest();
  return parsed.output;
}
