// What Vercel's edge tells a function about a request, and the token that stands for the project.
import { generateKeyPair, SignJWT } from "jose";

/** The claims that Google's pool maps (Vercel, "OIDC Federation Reference"). */
export const SUBJECT = "owner:gatepost:project:component:environment:production";
export const ISSUER = "https://oidc.vercel.com/gatepost";
export const AUDIENCE = "https://vercel.com/gatepost";

export async function createVercelIssuer() {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const mint = () =>
    new SignJWT()
      .setProtectedHeader({ alg: "RS256", typ: "JWT" })
      .setIssuer(ISSUER)
      .setSubject(SUBJECT)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime("1h")
      .sign(privateKey);
  let kept;
  let until = 0;
  return {
    publicKey,
    /** The token of this deployment; Vercel signs a new one at most every few minutes. */
    async mint() {
      if (Date.now() > until) {
        kept = await mint();
        until = Date.now() + 300_000;
      }
      return kept;
    },
  };
}

/** Drop what a caller made up, and add what Vercel knows. */
export function addVercelHeaders(req, token) {
  for (const name of Object.keys(req.headers))
    if (name.startsWith("x-vercel-")) delete req.headers[name];
  req.headers["x-vercel-id"] = "fra1::rehearsal";
  req.headers["x-vercel-oidc-token"] = token;
  return false;
}
