// Google as the tiers meet it: token exchange, impersonation, and the check of ID tokens.
import { createHash, randomUUID } from "node:crypto";
import { generateKeyPair, jwtVerify, SignJWT } from "jose";
import { AUDIENCE, ISSUER, SUBJECT } from "./vercel_headers.mjs";

export const POOL_PROVIDER =
  "//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/vercel/providers/vercel";
export const ACCOUNT = "gatepost-component@rehearsal.iam.gserviceaccount.com";
const GOOGLE = "https://accounts.google.com";

const digest = (token) => createHash("sha256").update(token).digest("hex");

function send(res, status, body) {
  res.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  return true;
}

/** As Cloud Run's front end refuses a caller. */
export function sendForbidden(res) {
  res
    .writeHead(403, { "Content-Type": "text/html; charset=UTF-8" })
    .end("<title>403 Forbidden</title><h1>Error: Forbidden</h1>Your client does not have permission to get the requested URL.");
  return true;
}

async function readBody(req) {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

export async function createGoogle(vercelKey) {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const federated = new Set(); // digests of the access tokens that were handed out

  async function exchange(req, res) {
    const form = new URLSearchParams(await readBody(req));
    try {
      const rules = { issuer: ISSUER, audience: AUDIENCE, subject: SUBJECT, algorithms: ["RS256"] };
      await jwtVerify(form.get("subject_token") ?? "", vercelKey, rules);
    } catch {
      return send(res, 400, { error: "invalid_grant" });
    }
    if (form.get("audience") !== POOL_PROVIDER) return send(res, 400, { error: "invalid_target" });
    const token = `ya29.${randomUUID()}`;
    federated.add(digest(token));
    return send(res, 200, { access_token: token, token_type: "Bearer", expires_in: 3600 });
  }

  async function impersonate(req, res) {
    const token = (req.headers.authorization ?? "").replace(/^Bearer /, "");
    const isHis = req.url.endsWith(`/serviceAccounts/${ACCOUNT}:generateIdToken`);
    if (!federated.has(digest(token)) || !isHis) return send(res, 403, { error: "forbidden" });
    const { audience } = JSON.parse(await readBody(req));
    return send(res, 200, { token: await mint(audience) });
  }

  const mint = (audience) =>
    new SignJWT({ email: ACCOUNT, email_verified: true })
      .setProtectedHeader({ alg: "RS256" })
      .setIssuer(GOOGLE)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime("1h")
      .sign(privateKey);

  return {
    answer: (req, res) =>
      req.url === "/v1/token" ? exchange(req, res) : impersonate(req, res),

    /**
     * Whether a caller may reach a private service. Its token comes in either header and goes no
     * further with its signature (Cloud Run, "Authenticating service-to-service").
     */
    async admit(req) {
      const own = req.headers["x-serverless-authorization"] ? "x-serverless-authorization" : "authorization";
      const token = (req.headers[own] ?? "").replace(/^Bearer /i, "");
      try {
        const rules = { issuer: GOOGLE, audience: `https://${req.headers.host}`, algorithms: ["RS256"] };
        const { payload } = await jwtVerify(token, publicKey, rules);
        if (payload.email !== ACCOUNT) return false;
      } catch {
        return false;
      }
      req.headers[own] = `Bearer ${token.replace(/[^.]*$/, "SIGNATURE_REMOVED_BY_GOOGLE")}`;
      return true;
    },
  };
}
