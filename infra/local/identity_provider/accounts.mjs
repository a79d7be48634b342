import { readFileSync } from "node:fs";

/** The seeded accounts: samples, for local runs only. */
const ACCOUNTS = [];
addAccounts(new URL("accounts.json", import.meta.url));

/** Every scope of the protected API. A user is granted those they have permission for. */
export const API_SCOPES = ["read:messages", "write:messages"];

/** Add the accounts in a JSON file. Each needs `sub`, `email` and `password`. */
export function addAccounts(file) {
  const added = JSON.parse(readFileSync(file, "utf8"));
  const isComplete = ({ sub, email, password }) => sub && email && password;
  if (!Array.isArray(added) || !added.every(isComplete)) {
    throw new Error("ACCOUNTS_FILE must be a JSON list of accounts with sub, email and password.");
  }
  ACCOUNTS.push(...added);
}

/** Return the account with this e-mail address and password, or undefined. */
export function checkPassword(email, password) {
  const typed = email.trim().toLowerCase();
  return ACCOUNTS.find((account) => account.email === typed && account.password === password);
}

/** Return the permissions of an account, in Auth0's sense: scopes of the protected API. */
export function permissionsOf(sub) {
  return ACCOUNTS.find((account) => account.sub === sub)?.permissions ?? [];
}

/** Look an account up for oidc-provider, which asks for its claims later. */
export function findAccount(_ctx, sub) {
  const account = ACCOUNTS.find((candidate) => candidate.sub === sub);
  if (!account) {
    return undefined;
  }
  const { name, nickname, email, claims } = account;
  return {
    accountId: sub,
    claims: () => ({ sub, name, nickname, email, email_verified: true, ...claims }),
  };
}
