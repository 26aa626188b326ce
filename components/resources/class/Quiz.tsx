/** A quiz as a student has it: asked, handed in, closed, or with its results. */
import { useEffect, useRef } from "preact/hooks";
import { quiz as t } from "texts/resources_class.ts";
import {
  isOver,
  type SharedQuiz,
} from "../../../classroom/model/resources/shared.ts";
import type { ClassSession } from "../../session/class_session.ts";
import { Notice } from "../../ui/Notice.tsx";
import { useAnswering } from "./answering.ts";
import { OneByOne } from "./OneByOne.tsx";
import { OwnPace } from "./OwnPace.tsx";
import { Portal } from "./portal.ts";
import { Results } from "./Results.tsx";

/** What a quiz is to a student just now. */
type Phase = "asked" | "handedIn" | "closed" | "results";

function phaseOf(quiz: SharedQuiz, done: boolean): Phase {
  const { pace, results = [], closed, of } = quiz;
  if (pace === "together") {
    return closed && results.length >= of ? "results" : "asked";
  }
  if (quiz.results) return "results";
  return done ? "handedIn" : closed ? "closed" : "asked";
}

/** The quiz. */
export function Quiz(
  { session, quiz }: { session: ClassSession; quiz: SharedQuiz },
) {
  const answering = useAnswering(session, quiz);
  const { given, away } = answering;
  const phase = phaseOf(quiz, given.done);
  const place = useRef<HTMLDivElement>(null);
  const before = useRef(phase);
  useEffect(() => {
    if (before.current === phase) return;
    before.current = phase;
    // What one was in is gone; who is elsewhere on the page stays there.
    const { activeElement: at, body } = globalThis.document;
    if (at !== body && at !== null) return;
    place.current?.closest("section")?.querySelector("h2")?.focus();
  }, [phase]);
  const over = isOver(quiz, session.part(Portal).now.value);
  return (
    <div class="quiz" ref={place}>
      <p class="visually-hidden" role="status">
        {phase === "asked" ? "" : t.phases[phase]}
      </p>
      {answering.full.value && <Notice tone="stop">{t.full}</Notice>}
      {phase === "asked"
        ? (
          <>
            {over && !quiz.closed && <Notice tone="warn">{t.over}</Notice>}
            {quiz.pace === "own"
              ? <OwnPace quiz={quiz} answering={answering} />
              : <OneByOne quiz={quiz} answering={answering} />}
          </>
        )
        : (
          <>
            {phase === "handedIn" && (
              <Notice tone="good">
                <p>{given.unsent && away ? t.handedInAway : t.handedIn}</p>
              </Notice>
            )}
            {phase === "closed" && (
              <Notice tone="plain">
                <p>{given.unsent && away ? t.closedAway : t.closedNow}</p>
              </Notice>
            )}
            <Results check={quiz} given={given} />
          </>
        )}
    </div>
  );
}
