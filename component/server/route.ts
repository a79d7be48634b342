/** The one shape of an API route: methods, who may call it, its body, its answer, errors as JSON. */
import type { NextApiHandler, NextApiRequest, NextApiResponse } from "next";
import * as v from "valibot";
import { type App, env, SettingsError } from "../env";
import {
  AppNotRegistered,
  ComponentError,
  ForbiddenRequest,
  InvalidRequest,
  MethodNotAllowed,
  Misconfigured,
} from "./errors";
import { languageOf } from "./language";
import { log } from "./log";

type Method = "GET" | "POST" | "DELETE";
type Handler<Caller> = (req: NextApiRequest, res: NextApiResponse, from: Caller) => Promise<void>;

/** A route that answers the methods listed, to callers that the guard admits. */
export function route<Caller>(
  guard: Guard<Caller>,
  handlers: Partial<Record<Method, Handler<Caller>>>,
): NextApiHandler {
  return async (req, res) => {
    res.setHeader("Cache-Control", "no-store");
    try {
      const handler = handlers[req.method as Method];
      if (!handler) throw new MethodNotAllowed(Object.keys(handlers));
      await handler(req, res, guard(req));
    } catch (error) {
      answerError(req, res, error);
    }
  };
}

/** The one place where an error gets its text for the person, in the language of the request. */
function answerError(req: NextApiRequest, res: NextApiResponse, error: unknown): void {
  const known = asComponentError(error);
  if (known.status >= 500) log("ERROR", known.code, known.cause ?? error);
  for (const [name, value] of Object.entries(known.headers)) res.setHeader(name, value);
  const message = known.messageIn(languageOf(req));
  res.status(known.status).json({ code: known.code, message });
}

function asComponentError(error: unknown): ComponentError {
  if (error instanceof ComponentError) return error;
  if (error instanceof SettingsError) return new Misconfigured({ cause: error });
  return new ComponentError();
}

/** Throws for a caller that it refuses; returns the app that the caller is embedded in, if any. */
export type Guard<Caller = void> = (req: NextApiRequest) => Caller;

/**
 * The registered app of an origin.
 *
 * @throws AppNotRegistered when GATEPOST_APPS does not list exactly this origin.
 */
export function registeredApp(origin: string): App {
  const app = env().apps.find((candidate) => candidate.origin === origin);
  if (!app) throw new AppNotRegistered();
  return app;
}

/**
 * Refuse scripts of other origins: Fetch Metadata names the caller's site, and every POST and
 * DELETE has an `Origin`.
 */
function refuseOtherPages({ method, headers }: NextApiRequest): void {
  const { origin, "sec-fetch-site": site = "same-origin" } = headers;
  const isOwn = origin === undefined ? method === "GET" : origin === env().baseUrl;
  if (!isOwn || site !== "same-origin") throw new ForbiddenRequest();
}

/**
 * Admit scripts of this component's own page inside a registered app, which `X-Gatepost` names.
 *
 * For a script of another origin, the header needs a preflight, which nothing here answers.
 *
 * @throws ForbiddenRequest, AppNotRegistered
 */
export const fromOwnPage: Guard<App> = (req) => {
  refuseOtherPages(req);
  const origin = req.headers["x-gatepost"];
  if (typeof origin !== "string" || origin === "") throw new ForbiddenRequest();
  return registeredApp(origin);
};

/** Admit every GET, and anything else only from the page's own form. */
export const fromOwnForm: Guard = (req) => {
  if (req.method !== "GET") refuseOtherPages(req);
};

/** Refuse every browser: none can leave out both headers in a request to this route. */
export const fromServer: Guard = ({ headers }) => {
  if (headers.origin !== undefined || headers["sec-fetch-site"] !== undefined)
    throw new ForbiddenRequest({ text: "forbidden_to_browsers" });
};

export const fromAnywhere: Guard = () => {};

const BODY_BYTES = 16 * 1024;
const jsonText = v.pipe(v.string(), v.parseJson());
/** JSON is UTF-8 (RFC 8259, section 8.1): the type may name no other charset. */
const JSON_TYPE = /^application\/json(?:[ \t]*;[ \t]*charset=(?:utf-8|"utf-8"))?$/i;

async function readText(req: NextApiRequest, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new InvalidRequest({ text: "body_too_large", values: { limit } });
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
 * @throws InvalidRequest when it is too large, not JSON, or of another shape.
 */
export async function readBody<S extends v.GenericSchema>(
  req: NextApiRequest,
  schema: S,
  limit = BODY_BYTES,
): Promise<v.InferOutput<S>> {
  if (!JSON_TYPE.test(req.headers["content-type"] ?? ""))
    throw new InvalidRequest({ text: "body_type" });
  const json = v.safeParse(jsonText, await readText(req, limit));
  if (!json.success) throw new InvalidRequest({ text: "body_not_json" });
  const parsed = v.safeParse(schema, json.output);
  if (!parsed.success) throw new InvalidRequest();
  return parsed.output;
}

/**
 * Report a finished call in `Server-Timing` (W3C), before what the other server reports itself.
 *
 * @param started As `performance.now()`.
 */
export function reportTiming(
  res: NextApiResponse,
  server: "functions" | "provider",
  started: number,
  reported: string | null = null,
): void {
  const own = `${server};dur=${(performance.now() - started).toFixed(1)}`;
  res.setHeader("Server-Timing", reported ? `${own}, ${reported}` : own);
}
