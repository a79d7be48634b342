/** @jsxImportSource preact */
// The framed page `hero`: a demo of messages in both directions. It signs nobody in.
import { render } from "preact";
import type { Events as AppEvents } from "./app.gen";
import { Bridge } from "./bridge";
import { sendBurst } from "./burst";
import { readCommands } from "./commands";
import type { Events } from "./events.gen";
import { type Panel, panel } from "./hero_panel";
import { hero as messages } from "./messages/en.json";
import { followHeight, readApps, root } from "./page";
import { findPassword } from "./password";

const SHOWN = 5;
// Random, so that no answer to a page before a reload is taken for one to this page.
const life = Math.random().toString(36).slice(2);

let received = 0;
let state: Panel = { locale: "en", heard: [], requests: [], found: null, burst: null };

/** Take over a change, and draw the page with it. */
function change(changes: Partial<Panel>): void {
  state = { ...state, ...changes };
  render(panel(state, actions), root);
}

function note(name: string, text: string): void {
  received += 1;
  const heard = { number: received, name, text, at: new Date() };
  change({ heard: [heard, ...state.heard].slice(0, SHOWN) });
}

const commands = readCommands(
  {
    showText: ({ text }) => note("showText", text),
    sendBurst: (order) => {
      note("sendBurst", JSON.stringify(order));
      const { run, events: of } = order;
      void sendBurst(
        order,
        (item) => bridge.emit("onBurstItem", item),
        (sent) => change({ burst: { run, sent, of } }),
      );
    },
    actionAnswer: (answer) => {
      note("actionAnswer", `${answer.code} ${JSON.stringify(answer.data)}`);
      const answered = state.requests.map((request) =>
        request.id === answer.id ? { ...request, answer } : request,
      );
      change({ requests: answered });
    },
  },
  (name) =>
    bridge.emit("onError", {
      code: "command_malformed",
      message: messages.malformed.replace("{name}", name),
    }),
);

let asked = 0;
const actions = {
  tell: (text: string) => bridge.emit("onAdhocReport", { report: "told", data: { text } }),
  sendStatus: () => bridge.emit("onStatusUpdate", { reason: "signed_out" }),
  sendError: () => bridge.emit("onError", { code: "demo_error", message: messages.demoError }),
  request(label: string, action: string, route: string | null = null) {
    asked += 1;
    const id = `r_${life}_${asked}`;
    bridge.emit("onActionRequest", { id, action, route });
    const request = { id, label, answer: null };
    change({ requests: [request, ...state.requests].slice(0, SHOWN) });
  },
  findPassword() {
    const found = findPassword();
    bridge.emit("onPasswordFound", found);
    change({ found });
  },
};
export type Actions = typeof actions;

const bridge = new Bridge<Events & AppEvents>(readApps(), {
  props: ({ locale }) => change({ locale }),
  commands,
});

change({});
followHeight(bridge);
