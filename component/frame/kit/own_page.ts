/**
 * What a framed page in a repository of its own uses: it becomes `gatepost.gen.js` beside the page.
 *
 * `python -m gatepost contract` writes that file, and `messages.gen.js` from the page's messages.
 */
import { type ActionAnswer, actionAnswer, props } from "../../wire/contract.gen";
import type { Of, Shape } from "../../wire/shape";
import { Bridge } from "./bridge";
import { followHeight, readApps } from "./element";
import { Requests } from "./requests";

export * from "../../wire/shape";

type ByName = Record<string, Shape<unknown>>;

/** The messages of a page: `messages.gen.js` exports both. */
export interface Messages<Events extends ByName, Commands extends ByName> {
  readonly events: Events;
  readonly commands: Commands;
}

/** What the page does with each command. */
export type Handlers<Commands extends ByName> = {
  [Name in keyof Commands]: (data: Of<Commands[Name]>) => void;
};

/** The app's answer to a request. */
export interface Answer {
  /** `ok`, or the code of an error, whose sentence is the member `message` of the data. */
  code: string;
  data: Record<string, unknown>;
}

/** The connected page. */
export interface Page<Events extends ByName> {
  /** Send Python an event, in order and exactly once. */
  emit<Name extends keyof Events & string>(name: Name, data: Of<Events[Name]>): void;
  /**
   * Request an action of the app's `Actions` by its name, or with `WebRequest` one of its routes.
   *
   * An app that handles no `ActionRequest` never answers.
   */
  request(action: string, route?: string): Promise<Answer>;
}

/**
 * Connect the page to the app around it, if that is one of the `data-apps` of the element `page`.
 *
 * The frame is as high as that element. Call it once; events sent before the app answers are kept.
 */
export function connect<Events extends ByName, Commands extends ByName>(
  { commands }: Messages<Events, Commands>,
  handlers: Handlers<Commands>,
): Page<Events> {
  const own = Object.entries(commands).map(([name, shape]) => [
    name,
    { shape, handle: handlers[name] },
  ]);
  const bridge = new Bridge<Record<string, unknown>, Record<string, unknown>>(readApps(), {
    shape: props,
    props: () => {},
    commands: {
      ...Object.fromEntries(own),
      actionAnswer: {
        shape: actionAnswer,
        handle: (answer: ActionAnswer) => requests.dispatch(answer),
      },
    },
  });
  const requests = new Requests((request) => bridge.emit("onActionRequest", request));
  followHeight(bridge);
  return {
    emit: (name, data) => bridge.emit(name, data),
    request: (action, route) =>
      new Promise((resolve) => {
        const answered = ({ code, data }: ActionAnswer) => resolve({ code, data });
        requests.send(route ? { action, route } : { action }, answered);
      }),
  };
}
