/**
 * Let the most recently rotated refresh token be used again for as long as `leeway()` seconds.
 *
 * Auth0 calls this the rotation overlap: two tabs that renew at once both get tokens. Any other
 * reuse ends the family, which oidc-provider does when it finds a token `consumed`.
 */
export function allowOverlap({ RefreshToken }, leeway) {
  const { find } = RefreshToken;
  const { consume } = RefreshToken.prototype;
  /** For each grant: the most recently rotated token, and when it was first rotated. */
  const rotated = new Map();

  RefreshToken.prototype.consume = function () {
    if (rotated.get(this.grantId)?.jti !== this.jti) {
      rotated.set(this.grantId, { jti: this.jti, at: performance.now() });
    }
    return consume.call(this);
  };

  RefreshToken.find = async function (...args) {
    const token = await find.apply(this, args);
    const last = token && rotated.get(token.grantId);
    if (last && last.jti === token.jti && performance.now() - last.at < leeway() * 1000) {
      token.consumed = undefined;
    }
    return token;
  };
}
