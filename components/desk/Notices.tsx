/** The lines over a running class for its teacher: it ends, nothing comes in, another class waits. */
import { useEffect } from "preact/hooks";
import { signIn } from "texts/accounts.ts";
import { frame } from "texts/everywhere.ts";
import { chat } from "texts/chat.ts";
import { session as t } from "texts/sessions_live.ts";
import { signInHere } from "../accounts/sign_in.ts";
import { withoutNetwork } from "../page/held_page.ts";
import { undoSeconds } from "../client/undo_seconds.ts";
import { announce } from "../ui/announce.ts";
import { Notice } from "../ui/Notice.tsx";
import { UndoButton } from "../ui/UndoButton.tsx";
import { useSignal } from "@preact/signals";
import { overlap } from "texts/sessions_class_form.ts";
import type { SessionView } from "../../classroom/model/views.ts";
import { localPath } from "../../locales/local_path.ts";
import { ask } from "../client/ask.ts";
import { blockedWords, type Place } from "../client/status.ts";
import type { Status } from "../../sync/client/open.ts";

/** So long the word that the class is over may be on its way, where one hears from it (ms). */
const onItsWay = 3_000;

/** Whether a class that ends has ended, as far as is known: its **Undo** is over, and whether it was pressed is not heard. */
export function isEndOver(
  undoUntil: number | undefined,
  now: number,
  isHeard: boolean,
): boolean {
  if (undoUntil === undefined) return false;
  return now >= undoUntil + (isHeard ? onItsWay : 0);
}

/** That the class ends, as long as that can be taken back; then, that it has ended. */
export function EndingNotice(
  { undoUntil, now, isOver, isOwn = false, open = "", onUndo }: {
    undoUntil: number | undefined;
    now: number;
    isOver: boolean;
    /** It was ended here: **Undo** has the focus. */
    isOwn?: boolean;
    /** Who has not answered what is still open, in words; "": nothing is. */
    open?: string;
    onUndo: () => void;
  },
) {
  useEffect(() => {
    if (isOver || undoUntil === undefined) return;
    // Once, and not with each second.
    const ending = t.ending({ seconds: undoSeconds(undoUntil, now) });
    announce(
      open === "" ? ending : frame.sentences({ first: ending, second: open }),
      { topic: "ending" },
    );
  }, [undoUntil, isOver]);
  if (isOver) return <Notice tone="warn">{t.endedByNow}</Notice>;
  return (
    <Notice tone="warn" isSilent>
      <span class="figures">
        {t.ending({ seconds: undoSeconds(undoUntil, now) })} {open}
      </span>
      <UndoButton isFocused={isOwn} onClick={onUndo} look="" />
    </Notice>
  );
}

/** That nothing comes in; where the network blocks it, what to ask for. */
export function OfflineNotice(
  { status, place }: { status: Status; place?: Place },
) {
  return (
    <div class="session-connection">
      <Notice tone="warn">
        {blockedWords(status, place) ?? withoutNetwork(t.noNetwork)}
      </Notice>
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

/** It asks again after so long: a class can be scheduled, or moved, from another page meanwhile (ms). */
const looksEvery = 30_000;

/**
 * Which class of theirs waits; null: none. It asks when the page opens, every half minute, and when the next class is due.
 *
 * @param now the server's time
 * @param wanted whether it is asked at all
 */
export function useNextWaits(
  now: () => number,
  wanted: boolean,
): SessionView | null {
  const waits = useSignal<SessionView | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function look() {
      clearTimeout(timer);
      const answer = await ask<{ sessions: SessionView[] }>(
        "GET",
        "/api/sessions",
      );
      timer = setTimeout(look, looksEvery);
      if (!answer.ok) return;
      const ahead = answer.body.sessions
        .filter((it) => it.state === "scheduled" && !it.undoUntil)
        .sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt));
      waits.value = ahead.find(({ late }) => late) ?? null;
      // One that is due this very moment waits only once somebody has looked.
      const due = ahead.map((it) => Date.parse(it.startsAt) - now() + 3_000)
        .find((left) => left > 0);
      if (due === undefined || due > looksEvery) return;
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

/** The line about it. */
export function NextWaits({ id, name }: SessionView) {
  return (
    <p class="next-waits box small" role="status">
      <a href={localPath(`/teacher/sessions/${id}`)}>
        {overlap.waits({ name })}
      </a>
    </p>
  );
}
