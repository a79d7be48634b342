// @ts-check
import { connect } from "./gatepost.gen.js";
import * as messages from "./messages.gen.js";

const question = /** @type {HTMLElement} */ (document.getElementById("question"));
const choices = /** @type {HTMLElement} */ (document.getElementById("choices"));

const page = connect(messages, {
  askQuestion(asked) {
    question.textContent = asked.text;
    choices.replaceChildren(...asked.choices.map(createButton));
  },
});

/** @param {string} choice */
function createButton(choice) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = choice;
  button.addEventListener("click", () => page.emit("onVoteCast", { choice }));
  return button;
}
