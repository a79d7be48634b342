/**
 * Consent: what a person agrees to before an app of another operator signs them in.
 *
 * The sign-in window opens here first. The provider's address stays sealed until the person clicks,
 * and a cookie of this origin remembers the click.
 */
import type { NextApiRequest, NextApiResponse } from "next";
import * as v from "valibot";
import { type App, env } from "../env";
import { digest } from "./carrier";
import { registeredApp } from "./route";
import { seal } from "./seal";
import { SignInExpired } from "./sign_in_errors";

const REQUEST_SECONDS = 600;
const CONSENT_SECONDS = 180 * 24 * 3600;
/** `Lax`: sent when a page of another site opens this one, never with a frame's request. */
const ATTRIBUTES = `Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${CONSENT_SECONDS}`;

const requests = seal(
  "consent request",
  REQUEST_SECONDS,
  v.object({ app: v.string(), url: v.string() }),
);
const consents = seal("consent", CONSENT_SECONDS, v.object({ to: v.string() }));

/** A request for consent. */
export interface ConsentRequest {
  readonly app: App;
  /** The provider's authorize address. */
  readonly url: string;
}

/** The address at which a sign-in to `app` begins; it leads on to `url`. */
export async function consentUrl(app: App, url: string): Promise<string> {
  const request = await requests.close({ app: app.origin, url });
  return `${env().baseUrl}/api/auth/consent?request=${request}`;
}

/**
 * Read the request that an address carries.
 *
 * @throws SignInExpired when it carries none, or one over ten minutes old.
 * @throws AppNotRegistered when its app has been removed meanwhile.
 */
export async function readConsentRequest(req: NextApiRequest): Promise<ConsentRequest> {
  const { request } = req.query;
  const opened = typeof request === "string" ? await requests.open(request) : null;
  if (!opened) throw new SignInExpired();
  return { app: registeredApp(opened.app), url: opened.url };
}

/** Whether the person agreed, in this browser, to what the app may do now. */
export async function hasConsented(req: NextApiRequest, app: App): Promise<boolean> {
  const sealed = req.cookies[cookieName(app)];
  const consent = sealed ? await consents.open(sealed) : null;
  return consent?.to === agreedTo(app);
}

/** Remember in this browser that the person agreed. */
export async function rememberConsent(res: NextApiResponse, app: App): Promise<void> {
  const consent = await consents.close({ to: agreedTo(app) });
  res.setHeader("Set-Cookie", `${cookieName(app)}=${consent}; ${ATTRIBUTES}`);
}

const cookieName = (app: App) => `__Host-gatepost-consent-${digest(app.origin)}`;

/** What the person agrees to: when it changes, they are asked again. */
const agreedTo = ({ origin, name, scopes, audience, apis }: App) =>
  JSON.stringify([origin, name, scopes, audience, ...apis]);
