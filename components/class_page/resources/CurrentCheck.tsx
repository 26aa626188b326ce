/**
 * The poll or quiz that the class is to answer, with a place on the page from
 * the start (N-6). One press answers a poll, with a short undo unless it is
 * anonymous; a quiz, and new results, open in the portal.
 */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import {
  asked as t,
  items,
  poll as pollText,
  quiz as quizText,
} from "texts/sharing_class.ts";
import { portal as words } from "texts/sharing_portal.ts";
import { frame } from "texts/everywhere.ts";
import { questionRules } from "../../../classroom/model/questions/question_rules.ts";
import {
  type Answer,
  isNonEmptyAnswer,
} from "../../../classroom/model/resources/questions.ts";
import type {
  CheckResource,
  ResourceOfKind,
  SharedPoll,
} from "../../../classroom/model/resources/shared_resources.ts";
import { removeDoubledStops } from "../../../locales/doubled_stops.ts";
import { makePreview } from "../../../classroom/model/previews.ts";
import { translatePollQuestion } from "../../checks/questions/QuestionText.tsx";
import { ignorePressesAfterChange } from "../../ui/ignore_presses.ts";
import { Button } from "../../ui/Button.tsx";
import { LockIcon, ViewIcon } from "../../ui/icons.tsx";
import { useCheckAnswers } from "../../checks/class/check_answers.ts";
import {
  describeResultsLater,
  describeVote,
} from "../../checks/class/poll_texts.ts";
import type { ClassSession } from "../../client/class_session.ts";
import {
  studentKindOf,
  StudentResources,
  studentTitleOf,
} from "../../resources/class/student_resources.ts";
import type { ResourcePlace } from "../../resources/class/resource_place.ts";

/** Time to undo an answer (ms). */
const undoMs = 5_000;

export function CurrentCheck(
  { session, place }: { session: ClassSession; place: ResourcePlace },
) {
  const portal = session.part(StudentResources);
  /**
   * The poll that was just answered; it stays until it can no longer be undone.
   */
  const just = useSignal<string | null>(null);
  useEffect(() => {
    if (just.value === null) return;
    const timer = setTimeout(() => just.value = null, undoMs);
    return () => clearTimeout(timer);
  }, [just.value]);
  const check =
    portal.resources.forMyGroup.value.find((it): it is ResourceOfKind<"poll"> =>
      it.id === just.value && it.poll !== undefined
    ) ?? portal.currentCheck.value;
  if (!check) return null;
  return check.poll
    ? (
      <AskedPoll
        key={check.id}
        session={session}
        place={place}
        poll={check}
        isJust={just.value === check.id}
        onAnswer={(given) => just.value = given ? check.id : null}
      />
    )
    : portal.standings.value[check.id] === "results"
    ? <Results check={check} place={place} />
    : (
      <CurrentCheckFrame
        check={check}
        note={studentKindOf(check)}
        place={place}
      >
        <AnswerButton check={check} place={place} />
      </CurrentCheckFrame>
    );
}

interface AskedPollProps {
  session: ClassSession;
  place: ResourcePlace;
  poll: SharedPoll;
  isJust: boolean;
  /** True for an answer, false for its undo. */
  onAnswer: (given: boolean) => void;
}

function AskedPoll({ session, place, poll, isJust, onAnswer }: AskedPollProps) {
  const answering = useCheckAnswers(session, poll);
  const { anonymous = false } = poll;
  const question = translatePollQuestion(poll);
  const rules = questionRules[question.kind];
  const {
    givenAnswers: given,
    isOffline: away,
    isOutboxFull: full,
    ownVote: voted,
  } = answering;
  const { pollChoices: chosen, choosePollAnswer: choose } = session.part(
    StudentResources,
  );
  const own = given.answers[question.id];
  // Keeps the element of the frame, and so the focus.
  if (poll.results) return Results({ check: poll, place });
  const isAnswered = given.done || voted?.isCast || isNonEmptyAnswer(own);
  /** Without the answer for anonymous polls. */
  const saidWords = (answer: Answer | undefined, isUnsent: boolean) =>
    t.saidThen({
      said: describeVote(question, answer),
      then: isUnsent ? t.sentLater : describeResultsLater(session),
    });
  if (isAnswered) {
    return (
      <CurrentCheckFrame
        check={poll}
        words={saidWords(anonymous ? undefined : own, given.unsent && away)}
        place={place}
      >
        {isJust && !anonymous && (
          <Button
            look="small"
            onClick={() => {
              answering.answerQuestion(question.id, rules.clearingAnswer ?? []);
              onAnswer(false);
            }}
          >
            {frame.undo}
          </Button>
        )}
      </CurrentCheckFrame>
    );
  }
  const choice = chosen.value[poll.id];
  if (voted?.refusal && choice !== undefined) {
    const { isSent, refusal: why } = voted;
    return (
      <CurrentCheckFrame
        check={poll}
        words={isSent ? t.sending : why}
        place={place}
      >
        <Button
          look="small"
          aria-disabled={isSent}
          onClick={() => answering.vote(choice)}
        >
          {pollText.tryAgain}
        </Button>
      </CurrentCheckFrame>
    );
  }
  const answer = (choice: Answer) => {
    if (voted?.isSent) return;
    if (anonymous) {
      // The choice stays until the server has counted it.
      choose(poll.id, choice);
      answering.vote(choice);
    } else answering.answerQuestion(question.id, choice);
    if (!full.peek()) onAnswer(true);
  };
  const options = rules.options(question);
  return (
    <CurrentCheckFrame
      check={poll}
      note={full.value ? quizText.full : anonymous ? t.anonymous : t.named}
      Icon={anonymous ? LockIcon : ViewIcon}
      place={place}
      many={options.length > 0}
    >
      {options.map(({ text, answer: choice }) => (
        <Button
          key={text}
          look="small resource-choice"
          onClick={() => answer(choice)}
        >
          {text}
        </Button>
      ))}
      {options.length === 0 && <AnswerButton check={poll} place={place} />}
    </CurrentCheckFrame>
  );
}

/** New results, one press away. */
function Results(
  { check, place }: { check: CheckResource; place: ResourcePlace },
) {
  const name = studentTitleOf(check);
  return (
    <CurrentCheckFrame
      check={check}
      words={removeDoubledStops(words.resultsCame({ name }))}
      isNews
      place={place}
    >
      <Button
        look="main small"
        aria-label={items.openNamed({ name })}
        onClick={() => place.show(check.id)}
      >
        {words.open}
      </Button>
    </CurrentCheckFrame>
  );
}

function AnswerButton(
  { check, place }: { check: CheckResource; place: ResourcePlace },
) {
  const name = studentTitleOf(check);
  return (
    <Button
      look="main small"
      aria-label={t.answerNamed({ name })}
      onClick={() => place.show(check.id)}
    >
      {t.answer}
    </Button>
  );
}

function CurrentCheckFrame({
  check,
  words,
  isNews = false,
  note,
  Icon,
  many = false,
  place,
  children,
}: {
  check: CheckResource;
  /** Shown instead of the question. */
  words?: string;
  /** The portal announces the words already. */
  isNews?: boolean;
  note?: string;
  Icon?: typeof LockIcon;
  /** Puts the buttons in their own row on narrow screens. */
  many?: boolean;
  place: ResourcePlace;
  children: ComponentChildren;
}) {
  const own = useRef<HTMLDivElement>(null);
  const name = makePreview(studentTitleOf(check));
  // A quick second press must not hit the new content.
  useLayoutEffect(() => ignorePressesAfterChange(own.current!), [
    check.id,
    words,
  ]);
  return (
    <div
      class="resource-asked"
      role="group"
      aria-label={words ?? name}
      ref={own}
      data-many={many}
    >
      {/* First, so that it never replaces a focused button in Preact's diff. */}
      <p class="visually-hidden" role="status">{!isNews && words}</p>
      <div class="resource-asked-text">
        {words
          ? <p class="resource-asked-said" title={words}>{words}</p>
          : (
            <button
              type="button"
              class="resource-asked-name"
              title={name}
              onClick={() => place.show(check.id)}
            >
              {name}
            </button>
          )}
        {note && (
          <p class="resource-asked-note small quiet">
            {Icon && <Icon />}
            {note}
          </p>
        )}
      </div>
      {children}
    </div>
  );
}
