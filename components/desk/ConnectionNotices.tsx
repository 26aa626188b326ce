import { useEffect } from "preact/hooks";
import { signIn } from "texts/accounts.ts";
import { frame } from "texts/everywhere.ts";
import { chat } from "texts/chat.ts";
import { session as t } from "texts/sessions_live.ts";
import { signInAndReturnUrl } from "../accounts/sign_in_urls.ts";
import { withReloadWarning } from "../page/leave_warning.ts";
import { undoSecondsLeft } from "../client/undo_seconds.ts";
import { announce } from "../ui/announce.ts";
import { Notice } from "../ui/Notice.tsx";
import { UndoButton } from "../ui/UndoButton.tsx";
import { useSignal } from "@preact/signals";
import { overlap } from "texts/sessions_class_form.ts";
import type { SessionView } from "../../classroom/model/views.ts";
import { localPath } from "../../locales/local_path.ts";
import { sendRequest } from "../client/send_request.ts";
import {
  describeBlockedConnection,
  type PageLocation,
} from "../client/connection_status.ts";
import type { ConnectionStatus } from "../../sync/client/open_document.ts";

/** The news that the class is over may be late by this much, while online. */
const lateNewsMs = 3_000;

/** Whether an ending class has ended, as far as known: the time for **Undo** is over. */
export function isEndOver(
  undoUntil: number | undefined,
  now: number,
  isHeard: boolean,
): boolean {
  if (undoUntil === undefined) return false;
  return now >= undoUntil + (isHeard ? lateNewsMs : 0);
}

/** Says that the class ends, while that can be undone; then that it has ended. */
export function EndingNotice(
  { undoUntil, now, isOver, isOwn = false, open = "", onUndo }: {
    undoUntil: number | undefined;
    now: number;
    isOver: boolean;
    /** Ended here: **Undo** takes the focus. */
    isOwn?: boolean;
    /** Quizzes still open, in words; "": none. */
    open?: string;
    onUndo: () => void;
  },
) {
  useEffect(() => {
    if (isOver || undoUntil === undefined) return;
    // Announced once, not with each second.
    const ending = t.ending({ seconds: undoSecondsLeft(undoUntil, now) });
    announce(
      open === "" ? ending : frame.sentences({ first: ending, second: open }),
      { topic: "ending" },
    );
  }, [undoUntil, isOver]);
  if (isOver) return <Notice tone="warn">{t.endedByNow}</Notice>;
  return (
    <Notice tone="warn" isSilent>
      <span class="figures">
        {t.ending({ seconds: undoSecondsLeft(undoUntil, now) })} {open}
      </span>
      <UndoButton isFocused={isOwn} onClick={onUndo} look="" />
    </Notice>
  );
}

/** If the network blocks the connection, says what to ask for. */
export function OfflineNotice(
  { status, place }: { status: ConnectionStatus; place?: PageLocation },
) {
  return (
    <div class="session-connection">
      <Notice tone="warn">
        {describeBlockedConnection(status, place) ??
          withReloadWarning(t.noNetwork)}
      </Notice>
    </div>
  );
}

export function ConnectingNotice() {
  return (
    <div class="session-connection">
      <Notice tone="warn">{chat.connecting}</Notice>
    </div>
  );
}

/** No connection until the page is reloaded. */
export function ClosedNotice() {
  return (
    <Notice tone="stop">
      <span>{t.closed}</span>
      <a class="button" href="">{t.reload}</a>
    </Notice>
  );
}

/** Shown while the sign-in page loads. */
export function SignedOutNotice() {
  return (
    <Notice tone="stop">
      <span>{t.signedOut}</span>
      <a class="button" href={signInAndReturnUrl()}>{signIn.signIn}</a>
    </Notice>
  );
}

/** Asks again after this time: another page may schedule or move a class. */
const pollIntervalMs = 30_000;

/**
 * The teacher's scheduled class that is due but has not begun, because another class of theirs runs; null: none.
 * Asks at start, every half minute, and when the next class is due.
 * @param now the server's time
 * @param wanted false: does not ask
 */
export function useLateClass(
  now: () => number,
  wanted: boolean,
): SessionView | null {
  const waits = useSignal<SessionView | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function look() {
      clearTimeout(timer);
      const answer = await sendRequest<{ sessions: SessionView[] }>(
        "GET",
        "/api/sessions",
      );
      timer = setTimeout(look, pollIntervalMs);
      if (!answer.ok) return;
      const ahead = answer.body.sessions
        .filter((it) => it.state === "scheduled" && !it.undoUntil)
        .sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt));
      waits.value = ahead.find(({ late }) => late) ?? null;
      // A class that is due now only waits once the server says so.
      const due = ahead.map((it) => Date.parse(it.startsAt) - now() + 3_000)
        .find((left) => left > 0);
      if (due === undefined || due > pollIntervalMs) return;
      clearTimeout(timer);
      timer = setTimeout(look, due);
    }
    const wake = () => {
      if (document.visibilityState === "visible") void look();
    };
    if (!wanted) return;
    void look();
    document.addEventListener("visibilitychange", wake);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", wake);
    };
  }, [wanted]);
  return waits.value;
}

export function WaitingClassNotice({ id, name }: SessionView) {
  return (
    <p class="next-waits box small" role="status">
      <a href={localPath(`/teacher/sessions/${id}`)}>
        {overlap.waits({ name })}
      </a>
    </p>
  );
}
