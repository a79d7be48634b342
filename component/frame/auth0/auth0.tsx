/** @jsxImportSource preact */
// The framed page `auth0`: sign in, sign out, and calls of the component's own API routes.
import { type ComponentChildren, render } from "preact";
import * as contract from "../../wire/contract.gen";
import { Bridge } from "../kit/bridge";
import { pieces } from "../kit/fill";
import { translate } from "../kit/language";
import { Button, followHeight, readApps, root } from "../kit/page";
import { auth0 as messages } from "../messages/en.json";
import { askBeforeHello } from "./ahead";
import { Alert } from "./alert";
import { callApi, isRoute } from "./api";
import { forgetAhead, type Notice } from "./session";
import { SignIn } from "./sign_in";
import { StepUps } from "./step_up";
import { StepUpPanel } from "./step_up_panel";
import type { Change, View } from "./view";

type SignInCommands = Pick<contract.Commands, "callRoute" | "check" | "renew" | "signOut">;

let props: contract.SignInProps | null = null;
let view: View = { at: "connecting" };
/** Whether a button has the focus, or the last button to disappear had it. */
let hasFocus = false;
/** Whether the texts are in the browser's language: nothing is drawn before. */
let isTranslated = false;
const tabs = openTabs();

/** What sign-in and step-up have around them alike. */
const around = {
  caller: () => ({
    app: bridge.app ?? "",
    challenge: props?.challenge ?? "",
    request: props?.request ?? null,
  }),
  report: (status: contract.StatusUpdate) => bridge.emit("onStatusUpdate", status),
  reportError: ({ code, message }: Notice) => bridge.emit("onError", { code, message }),
};

const signIn = new SignIn({
  ...around,
  grant: () => props?.grant ?? null,
  draw,
  announce: (change) => tabs?.postMessage({ app: bridge.app, change }),
});

const stepUps = new StepUps({
  ...around,
  accept: (answer, challenge, id) => signIn.acceptStepUp(answer, challenge, id),
  check: () => void signIn.check(),
  draw: () => draw(view),
});

const apps = readApps();
const bridge = new Bridge<contract.Events, SignInCommands, contract.SignInProps>(apps, {
  staysLoaded: true,
  shape: contract.signInProps,
  props(next, isNewSession) {
    const isAskingElse =
      !isNewSession && JSON.stringify(props?.request) !== JSON.stringify(next.request);
    props = next;
    if (isNewSession) signIn.begin();
    signIn.follow(next);
    if (isAskingElse && view.at === "signed_out") void signIn.check({ isQuiet: true });
    draw(view);
  },
  commands: {
    callRoute: { shape: contract.callRoute, handle: ({ route }) => void reportCall(route) },
    check: { shape: contract.check, handle: () => void signIn.check() },
    renew: { shape: contract.renew, handle: () => void signIn.check({ fresh: true }) },
    signOut: { shape: contract.signOut, handle: () => signIn.signOut({ byClick: false }) },
  },
});

/** A channel to the app's other tabs; null if the browser blocks all storage. */
function openTabs(): BroadcastChannel | null {
  try {
    const channel = new BroadcastChannel("gatepost");
    channel.onmessage = ({ data }: MessageEvent<{ app: string; change: Change } | null>) => {
      if (!props) forgetAhead();
      else if (data?.app === bridge.app) signIn.takeOver(data.change);
    };
    return channel;
  } catch {
    return null;
  }
}

async function reportCall(route: string): Promise<void> {
  if (!isRoute(route))
    return bridge.emit("onError", { code: "unknown_route", message: messages.routeUnknown });
  const app = bridge.app ?? "";
  const { person } = bridge;
  let answer = await callApi(route, app);
  if (answer.status === 401 && signIn.canProve) {
    const isRefused = answer.wwwAuthenticate?.includes('error="invalid_token"') === true;
    await signIn.check({ fresh: isRefused });
    if (isRefused) answer = await callApi(route, app);
  }
  // The answer for one person is not for the next.
  if (person === null || person === bridge.person)
    bridge.emit("onAdhocReport", { report: "apiAnswer", data: { ...answer } });
}

function draw(next: View): void {
  view = next;
  stepUps.follow(props?.step_up ?? null, view.at === "signed_in" ? view.answer : null);
  if (!isTranslated) return;
  hasFocus = document.hasFocus() && (hasFocus || document.activeElement !== document.body);
  render(<Panel view={next} />, root);
  // The button that had the focus may be gone.
  if (hasFocus && document.activeElement === document.body) root.querySelector("button")?.focus();
}

function Panel({ view }: { view: View }) {
  const isLoading = view.at === "connecting" || view.at === "checking";
  return (
    <>
      <div class="row">
        {/* Always there, since a screen reader follows its changes. */}
        <p role="status" class={isLoading ? "visually-hidden" : view.at}>
          {describe(view)}
        </p>
        <Alert notice={noticeOf(view)} />
        {isLoading ? <span class="skeleton" aria-hidden="true" /> : null}
        {buttons(view).map(([text, action, primary], place) => (
          // Keyed by place: the focus stays there when the button changes.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <Button key={place} text={text} action={once(action)} primary={primary} />
        ))}
      </div>
      <div aria-live="polite">
        {remarks(view).map((remark) => (
          <p key={remark}>{remark}</p>
        ))}
      </div>
      <StepUpPanel stepUps={stepUps} />
    </>
  );
}

const noticeOf = (view: View) => ("notice" in view ? view.notice : null);

/** The sentence for a state; a notice takes its place, since the two could contradict each other. */
function describe(view: View): ComponentChildren {
  if (view.at === "failed" || noticeOf(view)) return null;
  if (view.at === "waiting" && !navigator.cookieEnabled) return messages.waitingWithoutCookies;
  if (view.at === "signed_out") return props?.labels?.signed_out ?? messages.signed_out;
  if (view.at !== "signed_in") return messages[view.at];
  if (props?.show_user === false) return messages.signedInUnnamed;
  const { name, email } = view.answer.user;
  return pieces(messages.signed_in, { name: <bdi>{name ?? email ?? "—"}</bdi> });
}

/** Remarks apart from the name, since only the name may be cut. */
function remarks(view: View): string[] {
  if (view.at !== "signed_in") return [];
  return [
    view.isOther ? messages.other : "",
    signIn.isPythonBusy ? messages.busy : "",
    view.answer.kept ? "" : messages.keptNowhere,
  ].filter(Boolean);
}

type Choice = readonly [text: string, action: () => void, primary?: boolean];

function buttons(view: View): Choice[] {
  const { labels } = props ?? {};
  const signOut: Choice = [
    labels?.sign_out ?? messages.signOut,
    () => signIn.signOut({ byClick: true }),
  ];
  const start: Choice = [labels?.sign_in ?? messages.signIn, () => signIn.start(), true];
  switch (view.at) {
    case "signed_out":
      return [start];
    case "waiting":
      return view.notice
        ? [start, [messages.continue, () => signIn.start(true)]]
        : [
            [messages.showWindow, () => signIn.popups.focus()],
            [messages.cancel, cancel],
          ];
    case "signed_in":
      return [signOut];
    case "failed": {
      const retry: Choice = [messages.tryAgain, () => void signIn.check(), true];
      return view.canSignOut ? [retry, signOut] : [retry];
    }
    default:
      return [];
  }
}

/** The person does not want to sign in now. */
function cancel(): void {
  signIn.popups.close();
  void signIn.check();
}

/** Ignore the second click of a double click: it was meant for the button before this one. */
const once =
  (action: () => void) =>
  ({ detail }: MouseEvent) => {
    if (detail < 2) action();
  };

askBeforeHello(apps);
await translate("auth0", messages);
isTranslated = true;
draw(view);
followHeight(bridge);
