/** An identity provider that answers what a test wants: also what no real one would. */
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { SETTINGS, serve } from "../test_support";

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  /** JSON, or the text of a page. */
  json: unknown;
}

const keys = await generateKeyPair("RS256");
const foreign = await generateKeyPair("RS256");

/** The keys an ID token may be signed with: the provider's own, and somebody else's. */
export const KEYS = { own: keys.privateKey, foreign: foreign.privateKey };

export class Provider {
  issuer = "";
  /** What the token and revocation endpoints were asked, and what they answer. */
  asked: URLSearchParams[] = [];
  reply: () => Promise<Reply> = async () => ({ json: {} });
  discoveries = 0;
  discoveryStatus = 200;
  /** What it says its metadata are. */
  discovered: object | null = null;

  async start(): Promise<void> {
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: "k", alg: "RS256", use: "sig" };
    const origin = await serve(async (req, res) => {
      const send = (json: unknown, status = 200, headers = {}) =>
        typeof json === "string"
          ? res.writeHead(status, { "Content-Type": "text/html", ...headers }).end(json)
          : res
              .writeHead(status, { "Content-Type": "application/json", ...headers })
              .end(JSON.stringify(json));
      if (req.url?.startsWith("/.well-known/openid-configuration")) {
        this.discoveries += 1;
        return send(this.discovered ?? metadata(origin), this.discoveryStatus);
      }
      if (req.url === "/jwks") return send({ keys: [jwk] });
      let body = "";
      for await (const piece of req) body += piece;
      this.asked.push(new URLSearchParams(body));
      const { status, json, headers } = await this.reply();
      send(json, status, headers);
    });
    this.issuer = `${origin}/`;
  }

  /** As it was before the first question. */
  reset(): void {
    this.asked = [];
    this.discoveries = 0;
    this.discoveryStatus = 200;
    this.discovered = null;
  }

  idToken(claims: JWTPayload, key = KEYS.own): Promise<string> {
    return new SignJWT({ ...this.claims(), ...claims })
      .setProtectedHeader({ alg: "RS256", kid: "k" })
      .sign(key);
  }

  /** An ID token of the algorithm `none`. */
  unsignedIdToken(claims: JWTPayload): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    return `${part({ alg: "none" })}.${part({ ...this.claims(), ...claims })}.`;
  }

  private claims(): JWTPayload {
    const now = Math.floor(Date.now() / 1000);
    return {
      iss: this.issuer,
      aud: SETTINGS.AUTH0_CLIENT_ID,
      sub: "auth0|ada",
      name: "Ada",
      email: "ada@example.com",
      sid: "sid-1",
      iat: now,
      exp: now + 300,
    };
  }
}

export const tokens = (id_token: string | undefined, changes = {}): Reply => ({
  json: {
    access_token: "access-1",
    refresh_token: "refresh-1",
    token_type: "Bearer",
    expires_in: 300,
    scope: "openid read:messages write:messages",
    id_token,
    ...changes,
  },
});

const metadata = (origin: string) => ({
  issuer: `${origin}/`,
  authorization_endpoint: `${origin}/authorize`,
  token_endpoint: `${origin}/oauth/token`,
  revocation_endpoint: `${origin}/oauth/revoke`,
  end_session_endpoint: `${origin}/oidc/logout`,
  jwks_uri: `${origin}/jwks`,
  authorization_response_iss_parameter_supported: true,
  id_token_signing_alg_values_supported: ["RS256"],
});
