/** What is said over a running class to its teacher: that it ends, that nothing comes in. */
import { signIn } from "texts/accounts.ts";
import { chat } from "texts/chat.ts";
import { session as t } from "texts/sessions_live.ts";
import { signInHere } from "../../accounts/sign_in.ts";
import { withoutNetwork } from "../../page/held_page.ts";
import { undoSeconds } from "../../session/undo_seconds.ts";
import { Button } from "../../ui/Button.tsx";
import { UndoIcon } from "../../ui/icons.tsx";
import { Notice } from "../../ui/Notice.tsx";

/** That the class ends, as long as that can be taken back. */
export function EndingNotice({ undoUntil, now, onUndo }: {
  undoUntil: number | undefined;
  now: number;
  onUndo: () => void;
}) {
  return (
    <Notice tone="warn">
      <span class="figures">
        {t.ending({ seconds: undoSeconds(undoUntil, now) })}
      </span>
      <Button onClick={onUndo}>
        <UndoIcon />
        {t.undo}
      </Button>
    </Notice>
  );
}

/** That nothing comes in. */
export function OfflineNotice() {
  return (
    <div class="session-connection">
      <Notice tone="warn">{withoutNetwork(t.noNetwork)}</Notice>
    </div>
  );
}

/** That the connection is silent, or is being made again. */
export function ConnectingNotice() {
  return (
    <div class="session-connection">
      <Notice tone="warn">{chat.connecting}</Notice>
    </div>
  );
}

/** That nothing comes in until the page is loaded anew. */
export function ClosedNotice() {
  return (
    <Notice tone="stop">
      <span>{t.closed}</span>
      <a class="button" href="">{t.reload}</a>
    </Notice>
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
