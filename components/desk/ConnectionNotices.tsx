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

/** Maximum delay of the news that the class is over, while online (ms). */
const lateNewsMs = 3_000;

/**
 * Whether an ending class must be over: the time for **Undo** has passed.
 *
 * @param isHeard whether the page is online, so that it still awaits news
 */
export function isEndOver(
  undoUntil: number | undefined,
  now: number,
  isHeard: boolean,
): boolean {
  if (undoUntil === undefined) return false;
  return now >= undoUntil + (isHeard ? lateNewsMs : 0);
}

export function EndingNotice(
  { undoUntil, now, isOver, isOwn = false, open = "", onUndo }: {
    undoUntil: number | undefined;
    now: number;
    isOver: boolean;
    /** The class was ended on this page, so **Undo** takes the focus. */
    isOwn?: boolean;
    /** Sentences about open questions and waiting students; empty: none. */
    open?: string;
    onUndo: () => void;
  },
) {
  useEffect(() => {
    if (isOver || undoUntil === undefined) return;
    // Announced once, not every second.
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

/** Says that the page is offline; if the network blocks the connection, what to ask for. */
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

/** The connection stays closed until the page is reloaded. */
export function ClosedNotice() {
  return (
    <Notice tone="stop">
      <span>{t.closed}</span>
      <a class="button" href="">{t.reload}</a>
    </Notice>
  );
}

export function SignedOutNotice() {
  return (
    <Notice tone="stop">
      <span>{t.signedOut}</span>
      <a class="button" href={signInAndReturnUrl()}>{signIn.signIn}</a>
    </Notice>
  );
}

/** Interval between requests (ms): another page may schedule or move a class. */
const pollIntervalMs = 30_000;

/**
 * The teacher's scheduled class that is due but cannot begin, because another class of theirs runs; null: none.
 *
 * @param now the server's time
 * @param shouldAsk false: does not ask the server
 */
export function useLateClass(
  now: () => number,
  shouldAsk: boolean,
): SessionView | null {
  const lateClass = useSignal<SessionView | null>(null);
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
      lateClass.value = ahead.find(({ late }) => late) ?? null;
      // Asks again a moment after the next class is due, since only the server says whether it is late.
      const due = ahead.map((it) => Date.parse(it.startsAt) - now() + 3_000)
        .find((left) => left > 0);
      if (due === undefined || due > pollIntervalMs) return;
      clearTimeout(timer);
      timer = setTimeout(look, due);
    }
    const wake = () => {
      if (document.visibilityState === "visible") void look();
    };
    if (!shouldAsk) return;
    void look();
    document.addEventListener("visibilitychange", wake);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", wake);
    };
  }, [shouldAsk]);
  return lateClass.value;
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
