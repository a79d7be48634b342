/** Misspelt names and fields: `tsc` fails where one of these is no error any more. */
import { expect, it } from "vitest";
import { Bridge } from "../frame/kit/bridge";
import { type Commands, type Events, type ShowText, showText } from "./app.gen";
import { props } from "./contract.gen";

const text = { shape: showText, handle: ({ text }: ShowText) => text };
const listener = { shape: props, props: () => {} };

it("a page that is misspelt does not compile", () => {
  const bridge = new Bridge<Events, Pick<Commands, "showText">>(
    {},
    {
      ...listener,
      commands: { showText: text },
    },
  );
  // @ts-expect-error: the name of an event
  bridge.emit("onPasswordFond", { password: "x", tries: 1 });
  // @ts-expect-error: a field of an event
  bridge.emit("onPasswordFound", { pasword: "x", tries: 1 });
  // @ts-expect-error: a field that the event does not have
  bridge.emit("onPageLoaded", { tries: 1 });
  // @ts-expect-error: the name of a command that the page wants
  new Bridge<Events, Pick<Commands, "showTxt">>({}, { ...listener, commands: { showTxt: text } });
  new Bridge<Events, Pick<Commands, "showText">>(
    {},
    {
      ...listener,
      // @ts-expect-error: the name of a command that it handles
      commands: { showTxt: text },
    },
  );
  new Bridge<Events, Pick<Commands, "showText">>(
    {},
    {
      ...listener,
      // @ts-expect-error: a command without its handler
      commands: {},
    },
  );
  new Bridge<Events, Pick<Commands, "showText">>(
    {},
    {
      ...listener,
      // @ts-expect-error: a field of a command
      commands: { showText: { shape: showText, handle: ({ txt }) => txt } },
    },
  );
  expect(bridge.app).toBeNull();
});
