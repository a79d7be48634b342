/** @jsxImportSource preact */
// What the page `hero` shows; all it knows comes in as arguments.
import type { ComponentChildren, TargetedEvent } from "preact";
import { LONGEST_TEXT, type PasswordFound } from "../../wire/app.gen";
import type { ActionAnswer } from "../../wire/contract.gen";
import { fill } from "../kit/fill";
import { Button } from "../kit/page";
import { hero as messages } from "../messages/en.json";

const ROUTES = ["ping", "pong", "pong-scoped"];
const LONGEST_SHOWN = 200;
/** What Python answers for the API if it sees that the API would refuse. */
const REFUSALS = ["missing_token", "insufficient_scope"];

/** What the buttons and the form do. */
export interface Actions {
  sendText(text: string): void;
  sendStatus(): void;
  sendError(): void;
  request(label: string, action: string, route?: string): void;
  findPassword(): void;
}

export interface Request {
  id: string;
  label: string;
  answer: ActionAnswer | null;
}

export interface Panel {
  locale: string;
  /** The last commands from Python, newest first. */
  received: { number: number; name: string; text: string; at: Date }[];
  /** The last requests to Python, newest first. */
  requests: Request[];
  found: PasswordFound | null;
  burst: { run: number; sent: number; of: number } | null;
  /** How many events its two buttons for them have sent. */
  sent: number;
}

/** The person's locale; undefined if it is not a valid one. */
function known(locale: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(locale)[0];
  } catch {
    return undefined;
  }
}

const cut = (text: string) =>
  text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)} …` : text;

export function panel(
  { locale: wanted, received, requests, found, burst, sent }: Panel,
  actions: Actions,
) {
  const locale = known(wanted);
  const isTime = ({ label }: Request) => label === messages.serverTime;
  const askTime = () => actions.request(messages.serverTime, "ServerTime");
  return (
    <>
      <Section title={messages.fromPython}>
        <Received received={received} locale={locale} />
      </Section>
      <section>
        <Button text={messages.serverTime} action={askTime} />
        <Answers requests={requests.filter(isTime)} />
      </section>
      <details>
        <summary>{messages.advanced}</summary>
        <Section title={messages.sendToPython}>
          <TextForm sendText={actions.sendText} />
        </Section>
        <Section title={messages.events}>
          <div class="row">
            <Button text={messages.sendStatus} action={actions.sendStatus} />
            <Button text={messages.sendError} action={actions.sendError} />
          </div>
          <p role="status">{sent ? fill(messages.sent, { count: sent }, locale) : null}</p>
          <p role="status">{burst ? fill(messages.burstSent, { ...burst }, locale) : null}</p>
        </Section>
        <Section title={messages.requests}>
          <p>{messages.requestsRule}</p>
          <Calls request={actions.request} />
          <Answers requests={requests.filter((request) => !isTime(request))} />
        </Section>
        <Section title={messages.generator}>
          <p>{messages.rule}</p>
          <div class="row">
            <Button text={messages.find} action={actions.findPassword} />
            <p role="status">{found ? fill(messages.found, { ...found }, locale) : null}</p>
          </div>
        </Section>
      </details>
    </>
  );
}

function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

type ReceivedProps = Pick<Panel, "received"> & { locale: string | undefined };

function Received({ received, locale }: ReceivedProps) {
  // As Python writes its own times, which are beside these.
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "medium", hourCycle: "h23" });
  const count = new Intl.NumberFormat(locale);
  if (received.length === 0) return <p>{messages.nothingYet}</p>;
  return (
    <div role="log">
      <ul>
        {received.map(({ number, name, text, at }) => (
          <li key={number}>
            <small>
              #{count.format(number)} · {time.format(at)} · {name}
            </small>{" "}
            {cut(text)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function TextForm({ sendText }: Pick<Actions, "sendText">) {
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    sendText(String(new FormData(form).get("text")));
    form.reset();
  };
  return (
    <form class="row" onSubmit={send}>
      <label for="text">{messages.text}</label>
      <input id="text" name="text" required onInput={checkLength} autocomplete="off" />
      <button type="submit">{messages.sendToPython}</button>
    </form>
  );
}

/** Refuse a text that is too long with a sentence; `maxLength` would cut what is pasted. */
function checkLength({ currentTarget: input }: TargetedEvent<HTMLInputElement>) {
  const { length } = [...input.value]; // characters, as Python counts them
  const values = { length, most: LONGEST_TEXT };
  input.setCustomValidity(length > LONGEST_TEXT ? fill(messages.tooLong, values) : "");
}

function Calls({ request }: Pick<Actions, "request">) {
  const call = (label: string, route: string) => () => request(label, "WebRequest", route);
  return (
    <div class="row">
      {ROUTES.map((route) => (
        <Button key={route} text={fill(messages.call, { route })} action={call(route, route)} />
      ))}
      <Button text={messages.unknownRoute} action={call(messages.unknownRoute, "no-such-route")} />
    </div>
  );
}

const Answers = ({ requests }: Pick<Panel, "requests">) => (
  <div role="log">
    {requests.length === 0 ? null : (
      <ul>
        {requests.map(({ id, label, answer }) => (
          <li key={id}>
            {label}: {answer ? summarize(answer) : messages.waiting}
          </li>
        ))}
      </ul>
    )}
  </div>
);

/** An answer in a line: its code, its status unless Python refused, and its message. */
function summarize({ code, data }: ActionAnswer): string {
  const { status, message } = data;
  const text = typeof message === "string" ? message : JSON.stringify(data);
  const isRefused = REFUSALS.includes(code) && status === undefined;
  const seen = typeof status === "number" ? status : isRefused ? messages.notSent : null;
  return [code, seen, cut(text)].filter(Boolean).join(" · ");
}
