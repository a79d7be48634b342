/** @jsxImportSource preact */
// The framed page `hero`: a demo of messages in both directions. It signs nobody in.
import { render } from "preact";
import * as app from "../../wire/app.gen";
import * as contract from "../../wire/contract.gen";
import { Bridge } from "../kit/bridge";
import { translate } from "../kit/language";
import { followHeight, readApps, root } from "../kit/page";
import { Requests } from "../kit/requests";
import { hero as messages } from "../messages/en.json";
import { emitBurst } from "./burst";
import { type Actions, type Panel, panel } from "./panel";
import { findPassword } from "./password";

const SHOWN = 5;

let count = 0;
/** Whether the texts are in the browser's language: nothing is drawn before. */
let isTranslated = false;
let state: Panel = { locale: "en", received: [], requests: [], found: null, burst: null, sent: 0 };

/** Apply a change and draw the page. */
function change(changes: Partial<Panel>): void {
  state = { ...state, ...changes };
  if (isTranslated) render(panel(state, actions), root);
}

function note(name: string, text: string): void {
  count += 1;
  const entry = { number: count, name, text, at: new Date() };
  change({ received: [entry, ...state.received].slice(0, SHOWN) });
}

type HeroCommands = Pick<app.Commands, "sendBurst" | "showText"> &
  Pick<contract.Commands, "actionAnswer">;

function startBurst(order: app.SendBurst): void {
  note("sendBurst", JSON.stringify(order));
  const { run, events: of } = order;
  if (run === state.burst?.run) return;
  void emitBurst(
    order,
    (item) => bridge.emit("onBurstItem", item),
    (sent) => change({ burst: { run, sent, of } }),
  );
}

const countSent = () => change({ sent: state.sent + 1 });

const actions: Actions = {
  sendText: (text) => bridge.emit("onAdhocReport", { report: "text", data: { text } }),
  sendStatus() {
    const demo = { code: "demo_status", message: messages.demoStatus };
    bridge.emit("onStatusUpdate", { reason: "signed_out", ...demo });
    countSent();
  },
  sendError() {
    bridge.emit("onError", { code: "demo_error", message: messages.demoError });
    countSent();
  },
  request(label, action, route) {
    const id = requests.send({ action, route: route ?? null }, showAnswer);
    const request = { id, label, answer: null };
    change({ requests: [request, ...state.requests].slice(0, SHOWN) });
  },
  findPassword() {
    const found = findPassword();
    bridge.emit("onPasswordFound", found);
    change({ found });
  },
};

function showAnswer(answer: contract.ActionAnswer): void {
  const answered = state.requests.map((request) =>
    request.id === answer.id ? { ...request, answer } : request,
  );
  change({ requests: answered });
}

const bridge = new Bridge<contract.Events & app.Events, HeroCommands>(readApps(), {
  shape: contract.props,
  props: ({ locale }) => change({ locale }),
  commands: {
    showText: { shape: app.showText, handle: ({ text }) => note("showText", text) },
    sendBurst: { shape: app.sendBurst, handle: startBurst },
    actionAnswer: { shape: contract.actionAnswer, handle: (answer) => requests.dispatch(answer) },
  },
});

const requests = new Requests((request) => bridge.emit("onActionRequest", request));

await translate("hero", messages);
isTranslated = true;
change({});
followHeight(bridge);
bridge.emit("onPageLoaded", {});
