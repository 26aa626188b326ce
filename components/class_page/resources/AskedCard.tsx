/**
 * The card of the current check (V-3), over the lower edge of the page. One press answers, with **Undo** for a
 * moment; an anonymous vote is final, and the card says so before.
 */
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import {
  asked as t,
  poll as pollText,
  quiz as quizText,
} from "texts/sharing_class.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { makePreview } from "../../../formats/markdown/previews.ts";
import { questionRules } from "../../../classroom/model/questions/question_rules.ts";
import {
  type Answer,
  isNonEmptyAnswer,
} from "../../../classroom/model/resources/questions.ts";
import {
  type CheckResource,
  isOnePressCheck,
} from "../../../classroom/model/resources/shared_resources.ts";
import {
  type CheckAnswers,
  useCheckAnswers,
} from "../../checks/class/check_answers.ts";
import { PollResult } from "../../checks/class/PollView.tsx";
import { describeVote } from "../../checks/class/poll_texts.ts";
import { createQuizKeyHandler } from "../../checks/class/quiz_keys.ts";
import { QuestionResult } from "../../checks/class/QuizView.tsx";
import {
  choiceLetter,
  hasLetters,
  type QuestionWithKeys,
} from "../../checks/questions/answer_keys.ts";
import { AnswerCountdown } from "../../checks/questions/AnswerCountdown.tsx";
import {
  QuestionText,
  translatePollQuestion,
} from "../../checks/questions/QuestionText.tsx";
import type { ClassSession } from "../../client/class_session.ts";
import { Markdown } from "../../markdown/Markdown.tsx";
import {
  CheckCard,
  isAnsweredOnCard,
  isBusyWithOther,
} from "../../resources/class/check_card.ts";
import type { ResourcePlace } from "../../resources/class/resource_place.ts";
import { UnconfirmedNote } from "../../resources/class/UnconfirmedNote.tsx";
import {
  studentKindOf,
  StudentResources,
  studentTitleOf,
} from "../../resources/class/student_resources.ts";
import { Button, Form } from "../../ui/Button.tsx";
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
  const answering = useCheckAnswers(session, check);
  const question = questionOf(check);
  const box = useRef<HTMLDivElement>(null);
  const phase = phaseOf(check, answering);
  const id = useId();
  // A press meant for what was here before must not answer.
  useLayoutEffect(() => ignorePressesAfterChange(box.current!), [phase]);
  useFocusInLine(box);
  useFoldByEscape(box, card);
  useSeenResults(phase === "results", card, check);
  const answerText = phase === "answered"
    ? describeAnswer(check, answering)
    : null;
  const onAnswer = (answer: Answer) => {
    if (check.anonymous) {
      if (answering.ownVote?.isSent) return;
      // The choice is shown until the server has counted the vote.
      session.part(StudentResources).choosePollAnswer(check.id, answer);
      answering.vote(answer);
      return card.noteAnswer(check);
    }
    answering.answerQuestion(question.id, answer);
    if (!answering.isOutboxFull.peek()) card.noteAnswer(check);
  };
  // The vote waits until a teacher has confirmed the device.
  const isWaiting = check.anonymous && session.seat.alias !== undefined;
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
          : <Note session={session} {...{ check, answering, phase, id }} />}
        {answerText && <UndoAnswer {...{ session, check, answering }} />}
        <FoldButton isDone={phase !== "asked"} onFold={() => card.fold()} />
      </div>
      {phase === "results" && (
        <div class="asked-card-body">
          <CardResult {...{ check, question, answering }} />
        </div>
      )}
      {phase === "asked" && (
        <div class="asked-card-body">
          {isWaiting
            ? (
              <div class="stack">
                <QuestionText question={question} />
                <UnconfirmedNote session={session} isVote />
              </div>
            )
            : (
              <Ask
                {...{
                  session,
                  place,
                  check,
                  question,
                  answering,
                  id,
                  onAnswer,
                }}
              />
            )}
        </div>
      )}
    </div>
  );
}

type Phase = "asked" | "answered" | "results";

function phaseOf(
  check: CheckResource,
  { givenAnswers, ownVote }: CheckAnswers,
): Phase {
  if (!isAnsweredOnCard(check)) return "asked";
  if (check.results) return "results";
  const [{ id }] = check.questions;
  return givenAnswers.done || ownVote?.isCast ||
      isNonEmptyAnswer(givenAnswers.answers[id])
    ? "answered"
    : "asked";
}

function questionOf(check: CheckResource): QuestionWithKeys {
  return check.poll ? translatePollQuestion(check) : check.questions[0];
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
        const [{ id, kind }] = check.questions;
        const { clearingAnswer } = questionRules[kind];
        answering.answerQuestion(id, clearingAnswer ?? []);
        card.noteUndo();
      }}
    >
      {t.takeBack}
    </Button>
  );
}

/** The reader's answer in words, without an anonymous vote's choice. */
export function describeAnswer(
  check: CheckResource,
  { givenAnswers, isOffline }: CheckAnswers,
): string {
  const question = questionOf(check);
  const ownAnswer = check.anonymous
    ? undefined
    : givenAnswers.answers[question.id];
  return t.saidThen({
    said: describeVote(question, ownAnswer),
    then: givenAnswers.unsent && isOffline ? t.sentLater : t.resultsLaterAny,
  });
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

function Note({ session, check, answering, phase, id }: {
  session: ClassSession;
  check: CheckResource;
  answering: CheckAnswers;
  phase: Phase;
  id: string;
}) {
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

function CardResult({ check, question, answering }: {
  check: CheckResource;
  question: QuestionWithKeys;
  answering: CheckAnswers;
}) {
  const { answers, late } = answering.givenAnswers;
  const [result] = check.results!;
  const ownAnswer = check.anonymous ? undefined : answers[question.id];
  return check.poll
    ? (
      <PollResult
        question={question}
        counted={result}
        isAnonymous={check.anonymous}
        ownAnswer={ownAnswer}
      />
    )
    : (
      <QuestionResult
        question={question}
        result={result}
        ownAnswer={ownAnswer}
        isLate={late.includes(question.id)}
      />
    );
}

interface AskProps extends AskedCardProps {
  check: CheckResource;
  question: QuestionWithKeys;
  answering: CheckAnswers;
  id: string;
  onAnswer: (answer: Answer) => void;
}

function Ask({ session, place, check, question, ...props }: AskProps) {
  const { answering, id, onAnswer } = props;
  const { ownVote } = answering;
  const chosen = session.part(StudentResources).pollChoices.value[check.id];
  if (check.poll === "word") {
    return (
      <>
        <QuestionText question={question} id={`${id}-text`} />
        <WordField {...{ session, check, question, answering, id, chosen }} />
      </>
    );
  }
  if (!isOnePressCheck(check)) {
    const name = studentTitleOf(check);
    return (
      <>
        <p class="question-text" id={`${id}-text`}>{name}</p>
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
  return (
    <>
      <QuestionText question={question} id={`${id}-text`} />
      <Choices
        question={question}
        id={id}
        chosen={check.anonymous ? chosen : undefined}
        onAnswer={onAnswer}
      />
      {check.anonymous && (
        <div class="asked-card-send">
          <p class="small" role="alert">
            {!ownVote?.isSent && ownVote?.refusal}
          </p>
          <p class="small quiet" role="status">
            {ownVote?.isSent && t.sending}
          </p>
        </div>
      )}
    </>
  );
}

function Choices({ question, id, chosen, onAnswer }: {
  question: QuestionWithKeys;
  id: string;
  chosen: Answer | undefined;
  onAnswer: (answer: Answer) => void;
}) {
  const letters = hasLetters(question);
  const isScale = question.kind === "scale";
  return (
    <div
      class="asked-card-choices"
      data-scale={isScale}
      role="group"
      aria-labelledby={`${id}-text`}
    >
      {questionRules[question.kind].options(question).map((
        { text, answer },
        index,
      ) => (
        // Not a button around the text, which may contain lists and formulas.
        <div
          key={text}
          class="choice"
          data-chosen={JSON.stringify(answer) === JSON.stringify(chosen)}
        >
          <button
            type="button"
            class="asked-card-press"
            aria-labelledby={`${id}-choice-${index}`}
            aria-describedby={`${id}-note`}
            aria-pressed={chosen === undefined
              ? undefined
              : JSON.stringify(answer) === JSON.stringify(chosen)}
            onClick={() => onAnswer(answer)}
          />
          <div class="asked-card-choice" id={`${id}-choice-${index}`}>
            {letters && <span class="choice-letter">{choiceLetter(index)}
            </span>}
            {isScale
              ? <span class="figures">{text}</span>
              : <Markdown text={text} by="choice" />}
          </div>
        </div>
      ))}
    </div>
  );
}

/** The field of **A word**. What is typed there is also in the poll's own page, as long as it is not sent. */
function WordField({ session, check, question, answering, id, chosen }: {
  session: ClassSession;
  check: CheckResource;
  question: QuestionWithKeys;
  answering: CheckAnswers;
  id: string;
  chosen: Answer | undefined;
}) {
  const { choosePollAnswer } = session.part(StudentResources);
  const { ownVote } = answering;
  const isSent = ownVote?.isSent === true;
  const typed = typeof chosen === "string" ? chosen : "";
  const send = () => {
    const word = typed.trim();
    if (word === "" || isSent) return;
    if (check.anonymous) answering.vote(word);
    else {
      answering.answerQuestion(question.id, word);
      // If the outbox was full, the word stays.
      if (answering.isOutboxFull.peek()) return;
      choosePollAnswer(check.id, undefined);
    }
    session.part(CheckCard).noteAnswer(check);
  };
  return (
    <Form class="asked-card-send" onSubmit={send}>
      <p class="small" role="alert">{!isSent && ownVote?.refusal}</p>
      <div class="row asked-card-word">
        <input
          class="input"
          value={typed}
          maxLength={bounds.word}
          autocomplete="off"
          enterkeyhint="send"
          aria-labelledby={`${id}-text`}
          readOnly={isSent}
          onInput={({ currentTarget }) =>
            choosePollAnswer(check.id, currentTarget.value)}
        />
        <Button
          type="submit"
          look="main"
          aria-disabled={isSent || typed.trim() === ""}
        >
          {isSent ? t.sending : ownVote?.refusal ? pollText.tryAgain : t.send}
        </Button>
      </div>
    </Form>
  );
}
