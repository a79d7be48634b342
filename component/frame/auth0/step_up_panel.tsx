/** @jsxImportSource preact */
import { pieces } from "../kit/fill";
import { Button } from "../kit/page";
import { auth0 as messages } from "../messages/en.json";
import { Alert } from "./alert";
import { describeStepUp, type StepUps } from "./step_up";

/** What the app asks for and why, with one button; text of the app is text, never markup. */
export function StepUpPanel({ stepUps }: { stepUps: StepUps }) {
  const { view } = stepUps;
  const scopes = view?.wanted.scopes.map((scope) => <code key={scope}>{scope}</code>) ?? [];
  const list = scopes.flatMap((scope, place) => (place === 0 ? [scope] : [", ", scope]));
  return (
    <>
      <Alert notice={view?.notice ?? stepUps.notice} />
      <div aria-live="polite">
        {view ? <p>{pieces(describeStepUp(view.wanted), { scopes: list })}</p> : null}
        {view?.wanted.reason ? <p>{view.wanted.reason}</p> : null}
        {view?.at === "waiting" ? <p>{messages.stepUpWaiting}</p> : null}
        {view?.at === "finishing" ? <p>{messages.stepUpFinishing}</p> : null}
      </div>
      {view ? (
        <div class="row">
          {view.at === "asking" ? null : (
            // It stays while it can't be used: the focus would move to the button that signs out.
            <Button
              text={messages.continue}
              action={stepUps.start}
              primary={true}
              isBusy={view.at === "finishing"}
            />
          )}
          {view.at === "finishing" ? null : (
            <Button text={messages.notNow} action={stepUps.decline} />
          )}
        </div>
      ) : null}
    </>
  );
}
