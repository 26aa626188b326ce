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
import { questionRules } from "../../../classroom/model/questions/kinds.ts";
import {
  type Answer,
  isGiven,
} from "../../../classroom/model/resources/questions.ts";
import type {
  Check,
  SharedAs,
  SharedPoll,
} from "../../../classroom/model/resources/shared.ts";
import { sentence } from "../../../locales/sentence.ts";
import { previewOf } from "../../../classroom/model/previews.ts";
import { shownPollQuestion } from "../../checks/questions/QuestionText.tsx";
import { settle } from "../../desk/settle.ts";
import { Button } from "../../ui/Button.tsx";
import { LockIcon, ViewIcon } from "../../ui/icons.tsx";
import { useAnswering } from "../../checks/class/answering.ts";
import { resultsLater, saidOf } from "../../checks/class/poll_words.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { Portal, portalKindOf, portalTitleOf } from "./portal.ts";
import type { PortalPlace } from "./portal_place.ts";

/** Time to undo an answer (ms). */
const undoMs = 5_000;

export function AskedNow(
  { session, place }: { session: ClassSession; place: PortalPlace },
) {
  const portal = session.part(Portal);
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
    portal.resources.mine.value.find((it): it is SharedAs<"poll"> =>
      it.id === just.value && it.poll !== undefined
    ) ?? portal.asked.value;
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
      <Frame check={check} note={portalKindOf(check)} place={place}>
        <AnswerButton check={check} place={place} />
      </Frame>
    );
}

interface AskedPollProps {
  session: ClassSession;
  place: PortalPlace;
  poll: SharedPoll;
  isJust: boolean;
  /** True for an answer, false for its undo. */
  onAnswer: (given: boolean) => void;
}

function AskedPoll({ session, place, poll, isJust, onAnswer }: AskedPollProps) {
  const answering = useAnswering(session, poll);
  const { anonymous = false } = poll;
  const question = shownPollQuestion(poll);
  const rules = questionRules[question.kind];
  const { given, away, full, voted } = answering;
  const { chosen, choose } = session.part(Portal);
  const own = given.answers[question.id];
  // Keeps the element of the frame, and so the focus.
  if (poll.results) return Results({ check: poll, place });
  const isAnswered = given.done || voted?.isCast || isGiven(own);
  /** Without the answer for anonymous polls. */
  const saidWords = (answer: Answer | undefined, isUnsent: boolean) =>
    t.saidThen({
      said: saidOf(question, answer),
      then: isUnsent ? t.sentLater : resultsLater(session),
    });
  if (isAnswered) {
    return (
      <Frame
        check={poll}
        words={saidWords(anonymous ? undefined : own, given.unsent && away)}
        place={place}
      >
        {isJust && !anonymous && (
          <Button
            look="small"
            onClick={() => {
              answering.answer(question.id, rules.cleared ?? []);
              onAnswer(false);
            }}
          >
            {frame.undo}
          </Button>
        )}
      </Frame>
    );
  }
  const choice = chosen.value[poll.id];
  if (voted?.why && choice !== undefined) {
    const { isSent, why } = voted;
    return (
      <Frame check={poll} words={isSent ? t.sending : why} place={place}>
        <Button
          look="small"
          aria-disabled={isSent}
          onClick={() => answering.vote(choice)}
        >
          {pollText.tryAgain}
        </Button>
      </Frame>
    );
  }
  const answer = (choice: Answer) => {
    if (voted?.isSent) return;
    if (anonymous) {
      // The choice stays until the server has counted it.
      choose(poll.id, choice);
      answering.vote(choice);
    } else answering.answer(question.id, choice);
    if (!full.peek()) onAnswer(true);
  };
  const options = rules.options(question);
  return (
    <Frame
      check={poll}
      note={full.value ? quizText.full : anonymous ? t.anonymous : t.named}
      Icon={anonymous ? LockIcon : ViewIcon}
      place={place}
      many={options.length > 0}
    >
      {options.map(({ text, answer: choice }) => (
        <Button
          key={text}
          look="small shelf-choice"
          onClick={() => answer(choice)}
        >
          {text}
        </Button>
      ))}
      {options.length === 0 && <AnswerButton check={poll} place={place} />}
    </Frame>
  );
}

/** New results, one press away. */
function Results({ check, place }: { check: Check; place: PortalPlace }) {
  const name = portalTitleOf(check);
  return (
    <Frame
      check={check}
      words={sentence(words.resultsCame({ name }))}
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
    </Frame>
  );
}

function AnswerButton({ check, place }: { check: Check; place: PortalPlace }) {
  const name = portalTitleOf(check);
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

function Frame({
  check,
  words,
  isNews = false,
  note,
  Icon,
  many = false,
  place,
  children,
}: {
  check: Check;
  /** Shown instead of the question. */
  words?: string;
  /** The portal announces the words already. */
  isNews?: boolean;
  note?: string;
  Icon?: typeof LockIcon;
  /** Puts the buttons in their own row on narrow screens. */
  many?: boolean;
  place: PortalPlace;
  children: ComponentChildren;
}) {
  const own = useRef<HTMLDivElement>(null);
  const name = previewOf(portalTitleOf(check));
  // A quick second press must not hit the new content.
  useLayoutEffect(() => settle(own.current!), [check.id, words]);
  return (
    <div
      class="shelf-asked"
      role="group"
      aria-label={words ?? name}
      ref={own}
      data-many={many}
    >
      {/* First, so that it never replaces a focused button in Preact's diff. */}
      <p class="visually-hidden" role="status">{!isNews && words}</p>
      <div class="shelf-asked-text">
        {words ? <p class="shelf-asked-said" title={words}>{words}</p> : (
          <button
            type="button"
            class="shelf-asked-name"
            title={name}
            onClick={() => place.show(check.id)}
          >
            {name}
          </button>
        )}
        {note && (
          <p class="shelf-asked-note small quiet">
            {Icon && <Icon />}
            {note}
          </p>
        )}
      </div>
      {children}
    </div>
  );
}
