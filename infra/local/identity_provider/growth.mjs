/** What the access tokens of an account hold besides its own permissions, by its `sub`. */
const growths = new Map();

/** Have an account's access tokens grow; null ends it. */
export function setGrowth(sub, growth) {
  if (growth) {
    growths.set(sub, growth);
  } else {
    growths.delete(sub);
  }
}

/** What each account's access tokens grow by. */
export const listGrowths = () => Object.fromEntries(growths);

export const endGrowths = () => growths.clear();

/** A permission of exactly so many characters, such as `resource042:read`. */
function permission(number, length) {
  const name = `resource${String(number).padStart(3, "0")}:`;
  return name + "read".padEnd(length - name.length, "-").slice(0, Math.max(0, length - name.length));
}

/** Fill a payload, so that the JWT it becomes has about so many bytes. */
function pad(payload, tokenBytes) {
  const headerAndSignature = 450; // RS256 with a key of 2,048 bits
  const wanted = Math.floor(((tokenBytes - headerAndSignature) * 3) / 4);
  const missing = wanted - Buffer.byteLength(JSON.stringify({ ...payload, padding: "" }));
  return missing > 0 ? { ...payload, padding: "-".repeat(missing) } : payload;
}

/** Grow the payload of an account's access token, as its growth says for this grant. */
export function grow(payload, sub, grantType) {
  const growth = growths.get(sub);
  if (!growth || (growth.at === "renewal" && grantType !== "refresh_token")) {
    return payload;
  }
  const { permissions = 0, length = 16, tokenBytes = 0 } = growth;
  const added = Array.from({ length: permissions }, (_, number) => permission(number, length));
  return pad({ ...payload, permissions: [...payload.permissions, ...added] }, tokenBytes);
}
