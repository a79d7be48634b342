/** @jsxImportSource preact */
// The framed page `auth0`: sign in, sign out, and calls of the component's own API routes.
import { type ComponentChildren, render } from "preact";
import { callRoute, isRoute } from "./api";
import { Bridge } from "./bridge";
import { Challenges } from "./challenges";
import type { Events, Props, StatusUpdate } from "./events.gen";
import { pieces } from "./fill";
import { auth0 as messages } from "./messages/en.json";
import { Button, followHeight, readApps, root } from "./page";
import { focusPopup } from "./popup";
import { type Notice, SignIn, type View } from "./sign_in";

let props: Props | null = null;
const challenges = new Challenges();
const tabs = openTabs();

const signIn = new SignIn({
  app: () => bridge.app ?? "",
  grant: () => props?.grant ?? null,
  challenge: () => challenges.next(),
  report: (status: StatusUpdate) => {
    if (status.challenge) challenges.use(status.challenge);
    bridge.emit("onStatusUpdate", status);
  },
  reportError: ({ code, message }) => bridge.emit("onError", { code, message }),
  draw,
  announce: () => tabs?.postMessage("changed"),
});

const bridge = new Bridge<Events>(readApps(), {
  staysLoaded: true,
  props(next, isNewSession) {
    props = next;
    challenges.offer(next.challenge);
    if (isNewSession) void signIn.check();
  },
  commands: {
    callRoute: ({ route }) => void reportCall(route),
    check: () => void signIn.check(),
    renew: () => void signIn.check({ fresh: true }),
    signOut: () => signIn.signOut({ byClick: false }),
  },
});

/** Other tabs of this app; a context that blocks all storage has none to hear from. */
function openTabs(): BroadcastChannel | null {
  try {
    const channel = new BroadcastChannel("gatepost");
    channel.onmessage = () => props && void signIn.check();
    return channel;
  } catch {
    return null;
  }
}

async function reportCall(route: unknown): Promise<void> {
  if (!isRoute(route))
    return bridge.emit("onError", { code: "unknown_route", message: "This route does not exist." });
  const app = bridge.app ?? "";
  const { person } = bridge;
  let answer = await callRoute(route, app);
  if (answer.wwwAuthenticate?.includes('error="invalid_token"')) {
    await signIn.check({ fresh: true });
    answer = await callRoute(route, app);
  }
  // The answer for one person is not for the next.
  if (person === null || person === bridge.person)
    bridge.emit("onAdhocReport", { report: "apiAnswer", data: { ...answer } });
}

function draw(view: View): void {
  render(<Panel view={view} />, root);
}

function Panel({ view }: { view: View }) {
  const notice = "notice" in view ? view.notice : null;
  return (
    <>
      <div class="row">
        <p role="status" class={view.at === "signed_in" ? "brief" : ""}>
          {says(view)}
        </p>
        <Actions view={view} />
      </div>
      {notice && view.at !== "failed" ? <Alert {...notice} /> : null}
    </>
  );
}

const Alert = ({ code, message }: Notice) => (
  <p role="alert" data-code={code}>
    {message}
  </p>
);

function says(view: View): ComponentChildren {
  switch (view.at) {
    case "connecting":
      return messages.connecting;
    case "checking":
      return messages.checking;
    case "signed_out":
      return messages.signedOut;
    case "waiting":
      return messages.waiting;
    case "finishing":
      return messages.finishing;
    case "signed_in":
      return pieces(messages.signedInAs, {
        name: <bdi>{view.user.name ?? view.user.email ?? "—"}</bdi>,
      });
    case "failed":
      return view.notice.message;
  }
}

function Actions({ view }: { view: View }) {
  if (view.at === "signed_out")
    return <Button text={messages.signIn} action={signIn.start} primary />;
  if (view.at === "signed_in")
    return <Button text={messages.signOut} action={() => signIn.signOut({ byClick: true })} />;
  if (view.at === "failed")
    return <Button text={messages.tryAgain} action={() => void signIn.check()} primary />;
  if (view.at !== "waiting") return null;
  return (
    <>
      {view.notice ? null : <Button text={messages.showWindow} action={focusPopup} />}
      <Button
        text={messages.startAgain}
        action={signIn.startAgain}
        primary={view.notice !== null}
      />
    </>
  );
}

draw({ at: "connecting" });
followHeight(bridge);
