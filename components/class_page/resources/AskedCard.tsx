/**
 * The card of the current check (V-3), over the lower edge of the page. One press answers, with **Undo** for a
 * moment; an anonymous vote is final, and the card says so before.
 */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { asked as t, quiz as quizText } from "texts/sharing_class.ts";
import { makePreview } from "../../../formats/markdown/previews.ts";
import {
  type CheckResource,
  isOnePressCheck,
} from "../../../classroom/model/resources/shared_resources.ts";
import type { CheckAnswers } from "../../checks/class/check_answers.ts";
import {
  clearAnswer,
  describeAnswer,
  type OneQuestion,
  OneQuestionResult,
  OpenQuestion,
  useOneQuestion,
} from "../../checks/class/OneQuestion.tsx";
import { createQuizKeyHandler } from "../../checks/class/quiz_keys.ts";
import { AnswerCountdown } from "../../checks/questions/AnswerCountdown.tsx";
import type { ClassSession } from "../../client/class_session.ts";
import {
  CheckCard,
  isAnsweredOnCard,
  isBusyWithOther,
} from "../../resources/class/check_card.ts";
import type { ResourcePlace } from "../../resources/class/resource_place.ts";
import {
  studentKindOf,
  studentTitleOf,
} from "../../resources/class/student_resources.ts";
import { Button } from "../../ui/Button.tsx";
import { ChevronDownIcon, CloseIcon, LockIcon } from "../../ui/icons.tsx";
import { ViewIcon } from "../../ui/later_icons.tsx";
import { ignorePressesAfterChange } from "../../ui/ignore_presses.ts";
import { isEscape } from "../../ui/keys.ts";

interface AskedCardProps {
  session: ClassSession;
  place: ResourcePlace;
}

export function AskedCard({ session, place }: AskedCardProps) {
  const { check, form } = session.part(CheckCard);
  const current = check.value;
  const open = place.open.value;
  const isUp = form.value === "card" && open !== current?.id;
  return current && isUp && !isBusyWithOther(session, open, current)
    ? (
      <section class="asked-card-place" aria-label={t.title}>
        <CurrentCheckCard
          key={current.id}
          {...{ session, place, check: current }}
        />
      </section>
    )
    : null;
}

function CurrentCheckCard(
  { session, place, check }: AskedCardProps & { check: CheckResource },
) {
  const card = session.part(CheckCard);
  const oneQuestion = useOneQuestion(
    session,
    check,
    () => card.noteAnswer(check),
  );
  const { question, answering, phase, onAnswer } = oneQuestion;
  const box = useRef<HTMLDivElement>(null);
  // A press meant for what was here before must not answer.
  useLayoutEffect(() => ignorePressesAfterChange(box.current!), [phase]);
  useFocusInLine(box);
  useFoldByEscape(box, card);
  useSeenResults(phase === "results", card, check);
  const answerText = phase === "answered"
    ? describeAnswer(check, answering)
    : null;
  // A slip of a key must not send what is final.
  const hasKeys = phase === "asked" && !check.anonymous &&
    isOnePressCheck(check);
  const keys = hasKeys
    ? createQuizKeyHandler({ question, answer: undefined, onAnswer })
    : undefined;
  return (
    <div
      ref={box}
      class="asked-card"
      role="group"
      aria-label={answerText ?? makePreview(studentTitleOf(check))}
      data-phase={phase}
      onKeyDown={keys}
    >
      <p class="visually-hidden" role="status">{answerText}</p>
      <div class="asked-card-head">
        {answerText
          ? <p class="asked-card-said">{answerText}</p>
          : <Note {...oneQuestion} />}
        {answerText && <UndoAnswer {...{ session, check, answering }} />}
        <FoldButton isDone={phase !== "asked"} onFold={() => card.fold()} />
      </div>
      {phase === "results" && (
        <div class="asked-card-body">
          <OneQuestionResult {...oneQuestion} />
        </div>
      )}
      {phase === "asked" && (
        <div class="asked-card-body">
          {isAnsweredOnCard(check)
            ? <OpenQuestion {...oneQuestion} />
            : <AnswerOnPage place={place} check={check} />}
        </div>
      )}
    </div>
  );
}

/** A check of several questions, which has its own page. */
function AnswerOnPage(
  { place, check }: { place: ResourcePlace; check: CheckResource },
) {
  const name = studentTitleOf(check);
  return (
    <>
      <p class="question-text">{name}</p>
      <Button
        look="main large"
        aria-label={t.answerNamed({ name })}
        onClick={() => place.show(check.id)}
      >
        {t.answer}
      </Button>
    </>
  );
}

/** A button that takes the answer back, for a few seconds; not for anonymous votes, which are final. */
export function UndoAnswer({ session, check, answering }: {
  session: ClassSession;
  check: CheckResource;
  answering: CheckAnswers;
}) {
  const card = session.part(CheckCard);
  if (card.justAnswered.value?.check !== check.id || check.anonymous) {
    return null;
  }
  return (
    <Button
      look="small"
      data-takes-focus
      onClick={() => {
        clearAnswer(check, answering);
        card.noteUndo();
      }}
    >
      {t.takeBack}
    </Button>
  );
}

/** When a card is removed, moves its focus to the line that replaces it. */
function useFocusInLine(box: { current: HTMLElement | null }) {
  useLayoutEffect(() => {
    const { document } = globalThis;
    const element = box.current!;
    const within = element.closest("dialog") ?? document;
    return () => {
      if (!element.contains(document.activeElement)) return;
      setTimeout(() => {
        if (document.activeElement !== document.body) return;
        [...within.querySelectorAll<HTMLElement>(".resource-asked")]
          .find((it) => it.checkVisibility())?.focus({ preventScroll: true });
      }, 0);
    };
  }, []);
}

/** Escape folds the card, so that it no longer covers the focused element. The focus stays. */
function useFoldByEscape(
  box: { current: HTMLElement | null },
  card: CheckCard,
) {
  useEffect(() => {
    const { document } = globalThis;
    const place = box.current!.closest("dialog");
    const onKey = (event: KeyboardEvent) => {
      if (!isEscape(event) || event.defaultPrevented) return;
      // Open menus and other dialogs handle Escape themselves.
      if (document.querySelector(":popover-open")) return;
      if ((event.target as Element).closest("dialog") !== place) return;
      event.preventDefault();
      card.fold();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

/** For this long (ms) a press does not put new results aside: it was meant for what they cover. */
const unseenMs = 1_000;

/**
 * Notes results that are on screen. A press on anything else puts them away: they must not cover what the student
 * goes on with.
 */
function useSeenResults(
  hasResults: boolean,
  card: CheckCard,
  check: CheckResource,
) {
  useEffect(() => {
    if (!hasResults) return;
    const shownAt = performance.now();
    const onVisible = () => {
      if (!document.hidden) card.noteResults(check);
    };
    onVisible();
    document.addEventListener("visibilitychange", onVisible);
    // After the press has done its work, so that nothing moves under it.
    const onClick = ({ target, timeStamp }: MouseEvent) => {
      if (timeStamp - shownAt < unseenMs) return;
      const isOnCard = (target as Element).closest(
        ".asked-card, .resource-asked",
      );
      if (!isOnCard) card.fold();
    };
    document.addEventListener("click", onClick);
    return () => {
      document.removeEventListener("visibilitychange", onVisible);
      document.removeEventListener("click", onClick);
    };
  }, [hasResults]);
}

function Note({ session, check, answering, phase, id }: OneQuestion) {
  const { anonymous, poll, endsAt } = check;
  const Icon = !poll ? null : anonymous ? LockIcon : ViewIcon;
  const words = phase === "results"
    ? quizText.phases.results
    : answering.isOutboxFull.value
    ? quizText.full
    : !poll
    ? studentKindOf(check)
    : !anonymous
    ? t.named
    : poll === "word"
    ? t.anonymous
    : t.anonymousTap;
  return (
    <p class="asked-card-note small quiet">
      {phase === "asked" && Icon && <Icon />}
      <span id={`${id}-note`}>{words}</span>
      {endsAt !== undefined && phase === "asked" && (
        <AnswerCountdown endsAt={endsAt} session={session} />
      )}
    </p>
  );
}

function FoldButton(
  { isDone, onFold }: { isDone: boolean; onFold: () => void },
) {
  const words = isDone ? frame.close : t.later;
  return (
    <Button
      look="bare small asked-card-fold"
      data-takes-focus
      onClick={onFold}
    >
      {isDone ? <CloseIcon /> : <ChevronDownIcon />}
      <span>{words}</span>
    </Button>
  );
}
