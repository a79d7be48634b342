/**
 * What a framed page in a repository of its own uses: it becomes `gatepost.gen.js` beside the page.
 *
 * `python -m gatepost contract` writes that file, and `messages.gen.js` from the page's messages.
 */
import { type ActionAnswer, actionAnswer, MAX_EVENT_BYTES, props } from "../../wire/contract.gen";
import { match, type Of, type Shape } from "../../wire/shape";
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
  /**
   * Send Python an event, in order and exactly once.
   *
   * @throws TypeError if the data does not fit the event's class, RangeError if it is too large.
   */
  emit<Name extends keyof Events & string>(name: Name, data: Of<Events[Name]>): void;
  /**
   * Request an action of the app's `Actions` by its name, or with `WebRequest` one of its routes.
   *
   * The answer `unknown_action` means that the app has none of that name.
   */
  request(action: string, route?: string): Promise<Answer>;
}

/**
 * Connect the page to the app around it, if that is one of the `data-apps` of the element `page`.
 *
 * The frame is as high as that element. Call it once; events sent before the app answers are kept.
 */
export function connect<Events extends ByName, Commands extends ByName>(
  { events, commands }: Messages<Events, Commands>,
  handlers: Handlers<Commands>,
): Page<Events> {
  const own = Object.entries(commands).map(([name, shape]) => [
    name,
    { shape, handle: reporting(handlers[name]) },
  ]);
  const apps = readApps();
  addEventListener("message", ({ origin, source, data }) => {
    if (source === window.parent && data?.type === "hello" && !Object.hasOwn(apps, origin))
      window.reportError(new Error(`This page does not answer ${origin}: add it to data-apps.`));
  });
  const bridge = new Bridge<Record<string, unknown>, Record<string, unknown>>(apps, {
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
    emit: (name, data) => {
      checkEvent(name, events[name], data);
      bridge.emit(name, data);
    },
    request: (action, route) =>
      new Promise((resolve) => {
        const answered = ({ code, data }: ActionAnswer) => resolve({ code, data });
        requests.send(route ? { action, route } : { action }, answered);
      }),
  };
}

/** A handler whose exception the browser's console shows, too: the app gets its code only. */
const reporting =
  (handle: ((data: never) => void) | undefined) =>
  (data: unknown): void => {
    try {
      handle?.(data as never);
    } catch (error) {
      window.reportError(error);
      throw error;
    }
  };

function checkEvent(name: string, shape: Shape<unknown> | undefined, data: unknown): void {
  if (!shape || match(shape, data) === null)
    throw new TypeError(`The event ${name} does not fit its class in Python.`);
  if (new TextEncoder().encode(JSON.stringify(data)).length > MAX_EVENT_BYTES)
    throw new RangeError(`The event ${name} has over ${MAX_EVENT_BYTES} bytes: send less at once.`);
}
