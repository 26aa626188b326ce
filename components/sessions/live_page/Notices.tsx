/** What stands above a running class for its teacher: that it ends, that nothing comes in, what was refused. */
import { signIn } from "texts/accounts.ts";
import { session as t } from "texts/sessions_live.ts";
import { isSignedOut } from "../../accounts/signed_out.ts";
import { signInHere } from "../../accounts/sign_in.ts";
import type { Live } from "../../session/live.ts";
import { RefusedNotice } from "../../session/RefusedNotice.tsx";
import type { SessionApi } from "../../session/session_api.ts";
import { Button } from "../../ui/Button.tsx";
import { UndoIcon } from "../../ui/icons.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { type Change, EyesNotice } from "./EyesOnMe.tsx";

/** The notices of the moment. */
export function Notices({ live, api, onUndo, onEyes }: {
  live: Live;
  api: SessionApi;
  onUndo: () => void;
  onEyes: Change;
}) {
  const { state, undoUntil, eyesOnMe } = live.info.value;
  const status = live.status.value;
  return (
    <>
      {state === "ending" && (
        <Notice tone="warn">
          <span class="figures">
            {t.ending({ seconds: secondsUntil(undoUntil, live.now.value) })}
          </span>
          <Button onClick={onUndo}>
            <UndoIcon />
            {t.undo}
          </Button>
        </Notice>
      )}
      {status.state === "offline" && !api.trouble.value && (
        <div class="session-connection">
          <Notice tone="warn">{t.noNetwork}</Notice>
        </div>
      )}
      {status.state === "closed" && !isSignedOut(status) && (
        <Notice tone="stop">
          <span>{t.closed}</span>
          <a class="button" href="">{t.reload}</a>
        </Notice>
      )}
      <RefusedNotice api={api} />
      {eyesOnMe && <EyesNotice line={eyesOnMe.text} onChange={onEyes} />}
    </>
  );
}

/** In place of the page while the sign-in page is on its way. */
export function SignedOut() {
  return (
    <Notice tone="stop">
      <span>{t.signedOut}</span>
      <a class="button" href={signInHere()}>{signIn.signIn}</a>
    </Notice>
  );
}

/** For how long an end can still be undone: 10 s at most, whatever the clocks say. */
function secondsUntil(until: number | undefined, now: number): number {
  return Math.min(10, Math.ceil(((until ?? 0) - now) / 1000));
}
