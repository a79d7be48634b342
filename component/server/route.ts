/** The one shape of an API route: methods, guard, answer, errors as JSON. */
import type { NextApiHandler, NextApiRequest, NextApiResponse } from "next";
import { SettingsError } from "../env";
import { ComponentError, MethodNotAllowed, Misconfigured } from "./errors";
import type { Guard } from "./guard";
import { log } from "./log";

type Method = "GET" | "POST" | "DELETE";
type Handler<Caller> = (req: NextApiRequest, res: NextApiResponse, from: Caller) => Promise<void>;

/** A route that answers the methods listed, to callers that the guard lets in. */
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
      answerError(res, error);
    }
  };
}

function answerError(res: NextApiResponse, error: unknown): void {
  const known = asComponentError(error);
  if (known.status >= 500) log("ERROR", known.code, known.cause ?? error);
  for (const [name, value] of Object.entries(known.headers)) res.setHeader(name, value);
  res.status(known.status).json({ code: known.code, message: known.message });
}

function asComponentError(error: unknown): ComponentError {
  if (error instanceof ComponentError) return error;
  if (error instanceof SettingsError) return new Misconfigured({ cause: error });
  return new ComponentError();
}
