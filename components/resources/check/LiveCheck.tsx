/**
 * A quiz or a poll while the class is at it: what comes of each question, who has answered and who has not,
 * what to mark, and the teacher's next step. Of an anonymous poll there are numbers alone.
 */
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { live as t, share } from "texts/resources_live.ts";
import {
  questionOf,
  tallies,
  votesIn,
} from "../../../classroom/model/resources/results.ts";
import type {
  Check,
  ResourceSecret,
  SharedPoll,
} from "../../../classroom/model/resources/shared.ts";
import { writeTime } from "../../ui/time.ts";
import type { HiddenWords } from "../questions/Bars.tsx";
import { Countdown } from "../questions/Countdown.tsx";
import { pollQuestion } from "../questions/poll_question.ts";
import { CheckActions } from "./CheckActions.tsx";
import { CheckQuestions } from "./CheckQuestions.tsx";
import type { LiveClass } from "../live/live_class.ts";
import { Marks } from "./Marks.tsx";
import { forWhom, kindOf, stateOf, titleOf } from "../live/shared_words.ts";
import { SheetTable } from "./SheetTable.tsx";
import { Spoken } from "./Spoken.tsx";
import { currentQuestion, isShown, standingOf } from "./standing.ts";
import { isMarkable, waiting } from "./text_groups.ts";
import { useVotes } from "./votes.ts";
import { Missing, Progress } from "./WhoAnswered.tsx";
import "./LiveCheck.css";

type View = "questions" | "students" | "marks";

/** All that a teacher sees of it. */
export function LiveCheck(
  { lesson, check }: { lesson: LiveClass; check: Check },
) {
  const view = useSignal<View>("questions");
  const people = lesson.resources.peopleOf(check.id).value;
  const secret = lesson.resources.secretOf(check.id);
  const { actions, ahead = false, id, students } = lesson;
  const known = lesson.resources.known.value;
  const current = lesson.over ? undefined : currentQuestion(check);
  const standing = useMemo(
    () => standingOf(check, students, people, current?.id),
    [check, students, people, current?.id],
  );
  const tallied = useMemo(() => tallies(check, people.values()), [
    check,
    people,
  ]);
  const questions = useMemo(
    () =>
      check.kind === "poll"
        ? [pollQuestion(check)]
        : check.questions.map((asked) => questionOf(secret, asked)),
    [check, secret],
  );
  const waits = useMemo(() => waiting(questions, secret, people), [
    questions,
    secret,
    people,
  ]);
  const isSecret = check.kind === "poll" && check.anonymous === true;
  const state = stateOf(check, lesson);
  const progress = !known
    ? share.loading
    : current
    ? t.answeredQuestion({ n: current.n, ...standing })
    : t.answered(standing);
  const views: View[] = isSecret || ahead
    ? []
    : questions.some(isMarkable) && !lesson.reads
    ? ["questions", "students", "marks"]
    : ["questions", "students"];
  const names = {
    questions: t.views.questions,
    students: t.views.students,
    marks: t.views.marks({ count: waits }),
  };
  // The table has everybody.
  const hasNames = !isSecret && view.value !== "students";
  const shown = useMemo(() => {
    const words = wordsOf(lesson, check, secret);
    if (check.kind === "poll" && check.anonymous) {
      return (
        <SecretBars
          session={id}
          poll={check}
          secret={secret}
          ballots={people.size}
          words={words}
        />
      );
    }
    const all = { check, questions, secret, people };
    switch (view.value) {
      case "students":
        return <SheetTable {...all} students={students} />;
      case "marks":
        return <Marks {...all} actions={actions} />;
      case "questions":
        return <CheckQuestions {...all} tallied={tallied} words={words} />;
    }
  }, [view.value, check, questions, secret, people, students, tallied]);
  return (
    <div class="live-check stack">
      <div class="card stack live-check-head">
        <div class="spread">
          <div>
            <h3>{titleOf(check)}</h3>
            <p class="small quiet">
              {[
                kindOf(check),
                ...ahead ? [] : [sharedAt(check, lesson)],
                forWhom(check, lesson.rooms),
                check.kind === "quiz"
                  ? check.pace === "own" ? t.ownPace : t.together
                  : check.anonymous
                  ? t.anonymous
                  : t.named,
              ].join(" · ")}
            </p>
          </div>
          <div class="row wraps">
            {check.kind === "quiz" && check.endsAt !== undefined &&
              !check.closed && !lesson.over && !ahead && !isShown(check) && (
              <Countdown endsAt={check.endsAt} offset={lesson.offset} />
            )}
            {state && (
              <span class={state === "open" ? "badge board" : "badge"}>
                {t.states[state]}
              </span>
            )}
          </div>
        </div>
        {!ahead && (
          <Progress
            standing={standing}
            text={progress}
            own={check.kind === "quiz" && check.pace === "own"}
          />
        )}
        {!lesson.reads && (
          <CheckActions lesson={lesson} check={check} standing={standing} />
        )}
      </div>
      {!ahead && <Spoken text={progress} />}
      <div class="live-check-parts" data-named={hasNames}>
        <div class="stack">
          {views.length > 1 && (
            <div class="actions" role="group" aria-label={t.views.label}>
              {views.map((one) => (
                <button
                  key={one}
                  type="button"
                  class="button small"
                  aria-pressed={one === view.value}
                  onClick={() => view.value = one}
                >
                  {names[one]}
                </button>
              ))}
            </div>
          )}
          {shown}
        </div>
        {hasNames && known && !ahead && (
          <Missing standing={standing} online={lesson.online} />
        )}
      </div>
    </div>
  );
}

/** Which words of a poll its class does not see, and how one is hidden, with **Undo**. */
function wordsOf(
  { actions, reads }: LiveClass,
  check: Check,
  { hiddenWords: hidden = [] }: ResourceSecret,
): HiddenWords | undefined {
  if (check.kind !== "poll" || check.poll !== "word") return undefined;
  if (reads) return { hidden };
  const change = (text: string, hidden: boolean) =>
    actions.change(check.id, { words: [{ text, hidden }] });
  return {
    hidden,
    async onHide(word, isHidden) {
      if (!await change(word, isHidden) || !isHidden) return;
      actions.done.value = {
        text: t.wordHidden({ word }),
        undo: () => change(word, false),
      };
    },
  };
}

function sharedAt({ at }: Check, { zone }: LiveClass): string {
  return t.sharedAt({ time: writeTime(at, "hour", zone) });
}

/** The bars of an anonymous poll, whose count no document has. */
function SecretBars(
  { session, poll, secret, ballots, words }: {
    session: string;
    poll: SharedPoll;
    secret: ResourceSecret;
    ballots: number;
    words?: HiddenWords;
  },
) {
  const told = useVotes(session, poll, ballots);
  const { counts = {} } = secret;
  // What the class is shown is without the words that are hidden.
  const all = votesIn(counts);
  const votes = all > 0 ? { answered: all, counts } : told;
  const question = pollQuestion(poll);
  return (
    <CheckQuestions
      check={poll}
      questions={[question]}
      tallied={[{ id: question.id, ...votes }]}
      words={words}
    />
  );
}
