/** A student's menu: notes, own work, language, and **Leave class**, for the next person at the device (J-6). */
import { frame } from "texts/everywhere.ts";
import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { notesMark } from "texts/notes_mark.ts";
import { classPage as t } from "texts/sessions_class.ts";
import type { ClassSession } from "../client/class_session.ts";
import {
  lostDraftPrefix,
  pageDraftPrefix,
  readDrafts,
} from "../client/drafts.ts";
import { OwnNotes } from "../notes/own_notes.ts";
import { Button } from "../ui/Button.tsx";
import { UnreadBadge } from "../ui/UnreadBadge.tsx";
import { formatList } from "../../formats/format_list.ts";
import {
  ChevronDownIcon,
  LanguagesIcon,
  ListIcon,
  LockIcon,
  LogOutIcon,
  PersonIcon,
  SendIcon,
} from "../ui/icons.tsx";
import {
  collectUnsentTexts,
  hasUnsentAnswers,
} from "../client/unsent_texts.ts";
import { leaveClass } from "./class_exit.ts";
import "../ui/popovers/popovers.ts";
import "./class_page.css";
import { localPath } from "../../locales/local_path.ts";
import { LanguageChoice } from "../page/LanguageChoice.tsx";

export function StudentMenu(
  { session, name }: { session: ClassSession | null; name: string },
) {
  const id = useId();
  const confirm = useRef<HTMLDialogElement>(null);
  const hasFailed = useSignal(false);
  const isBusy = useSignal(false);
  // `unsent` depends on more than signals, so it is computed when the menu opens.
  const openCount = useSignal(0);
  void openCount.value;
  const unsent = session
    ? wordsOf(session).length || Number(hasUnsentAnswers(session))
    : 0;

  const notes = session?.part(OwnNotes);
  const hasAnswer = notes?.hasNewAnswer.value ?? false;

  const leave = async () => {
    if (!session || isBusy.value) return;
    isBusy.value = true;
    hasFailed.value = false;
    if (await leaveClass(session)) location.assign(localPath("/join"));
    else {
      hasFailed.value = true;
      isBusy.value = false;
    }
  };
  const open = () => {
    session?.storePending();
    openCount.value++;
    confirm.current?.showModal();
  };

  return (
    <div class="student-menu">
      <Button
        look="bare"
        popoverTarget={id}
        aria-label={hasAnswer
          ? formatList([t.menu({ name }), notesMark.newAnswer])
          : t.menu({ name })}
        title={name}
      >
        <PersonIcon />
        <UnreadBadge count={Number(hasAnswer)} />
        <span class="student-name">{name}</span>
        <span class="student-menu-word">{t.menuWord}</span>
        <ChevronDownIcon />
      </Button>
      <div id={id} popover="auto" class="popover student-menu-list stack flush">
        <p class="quiet small">{t.joinedAs}</p>
        <p class="student-menu-name">{name}</p>
        {notes && (
          <Button
            look="bare"
            popoverTarget={id}
            popoverTargetAction="hide"
            onClick={() => notes.dialog.value = {}}
          >
            <SendIcon />
            {notesMark.tell}
            {hasAnswer && (
              <span class="visually-hidden">{notesMark.newAnswer}</span>
            )}
            <UnreadBadge count={Number(hasAnswer)} />
          </Button>
        )}
        <a class="button bare" href={localPath("/my")}>
          <ListIcon />
          {t.my}
        </a>
        <a class="button bare" href={localPath("/privacy")}>
          <LockIcon />
          {frame.data}
        </a>
        <div class="row student-menu-language">
          <LanguagesIcon />
          <LanguageChoice
            isOffline={session?.status.value.state === "offline"}
          />
        </div>
        <Button
          look="bare"
          popoverTarget={id}
          popoverTargetAction="hide"
          onClick={open}
        >
          <LogOutIcon />
          {t.leave}
        </Button>
        <Button
          look="bare"
          popoverTarget={id}
          popoverTargetAction="hide"
          onClick={open}
        >
          <PersonIcon />
          {t.notYou({ name })}
        </Button>
      </div>
      <dialog ref={confirm} class="dialog" aria-labelledby={`${id}-title`}>
        <div class="stack">
          <h2 id={`${id}-title`} tabIndex={-1} autofocus>{t.leave}</h2>
          {unsent > 0 && (
            <p class="student-menu-warn">{t.leaveUnsent({ count: unsent })}</p>
          )}
          <p>{t.leaveHint}</p>
          <p role="alert" class="student-menu-warn">
            {hasFailed.value && t.leaveFailed}
          </p>
          <div class="actions">
            <Button look="main" disabled={isBusy.value} onClick={leave}>
              {t.leave}
            </Button>
            <Button onClick={() => confirm.current?.close()}>{t.stay}</Button>
          </div>
        </div>
      </dialog>
    </div>
  );
}

function wordsOf(session: ClassSession): readonly string[] {
  const unsent = collectUnsentTexts(session);
  const storedDrafts = [pageDraftPrefix, lostDraftPrefix].flatMap((place) => [
    ...readDrafts(session.seat, place).values(),
  ]);
  return [...unsent, ...storedDrafts.filter((it) => !unsent.includes(it))];
}
