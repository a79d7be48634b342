/** @jsxImportSource preact */
// The framed page `hero`: a demo of messages in both directions. It signs nobody in.
import { render } from "preact";
import * as v from "valibot";
import type { Commands as AppCommands, Events as AppEvents, SendBurst } from "./app.gen";
import { Bridge } from "./bridge";
import { sendBurst } from "./burst";
import { actionAnswer, readCommands } from "./commands";
import type { ActionAnswer, Commands, Events } from "./events.gen";
import { type Panel, panel } from "./hero_panel";
import { hero as messages } from "./messages/en.json";
import { followHeight, readApps, root } from "./page";
import { findPassword } from "./password";
import { Requests } from "./requests";

const SHOWN = 5;

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

type HeroCommands = Pick<AppCommands, "sendBurst" | "showText"> & Pick<Commands, "actionAnswer">;

const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const items = whole(1, 1_000);

const commands = readCommands<HeroCommands>(
  {
    showText: {
      schema: v.object({ text: v.pipe(v.string(), v.maxLength(2_000)) }),
      take: ({ text }) => note("showText", text),
    },
    sendBurst: {
      schema: v.object({
        run: whole(1, 2 ** 31 - 1),
        first: items,
        events: items,
        per_burst: items,
        gap_ms: whole(0, 1_000),
      }),
      take: startBurst,
    },
    actionAnswer: { schema: actionAnswer, take: (answer) => requests.take(answer) },
  },
  (error) => bridge.emit("onError", error),
);

function startBurst(order: SendBurst): void {
  note("sendBurst", JSON.stringify(order));
  const { run, events: of } = order;
  if (run === state.burst?.run) return;
  void sendBurst(
    order,
    (item) => bridge.emit("onBurstItem", item),
    (sent) => change({ burst: { run, sent, of } }),
  );
}

const actions = {
  tell: (text: string) => bridge.emit("onAdhocReport", { report: "told", data: { text } }),
  sendStatus: () => bridge.emit("onStatusUpdate", { reason: "signed_out" }),
  sendError: () => bridge.emit("onError", { code: "demo_error", message: messages.demoError }),
  request(label: string, action: string, route: string | null = null) {
    const id = requests.ask({ action, route }, showAnswer);
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

function showAnswer(answer: ActionAnswer): void {
  note("actionAnswer", `${answer.code} ${JSON.stringify(answer.data)}`);
  const answered = state.requests.map((request) =>
    request.id === answer.id ? { ...request, answer } : request,
  );
  change({ requests: answered });
}

const bridge = new Bridge<Events & AppEvents>(readApps(), {
  props: ({ locale }) => change({ locale }),
  commands,
});

const requests = new Requests((request) => bridge.emit("onActionRequest", request));

change({});
followHeight(bridge);
bridge.emit("onPageLoaded", {});
