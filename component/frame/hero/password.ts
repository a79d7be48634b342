/** The password generator: a toy that guesses until a password fits a rule. It opens nothing. */
import type { PasswordFound } from "../../wire/app.gen";

const CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH = 10;
const RULE = /^[A-Z].*\d\d$/;

/** Guess until one fits: about one in a hundred does. */
export function findPassword(): PasswordFound {
  for (let tries = 1; ; tries++) {
    const octets = crypto.getRandomValues(new Uint8Array(LENGTH));
    const password = Array.from(octets, (octet) => CHARACTERS[octet % CHARACTERS.length]).join("");
    if (RULE.test(password)) return { password, tries };
  }
}
