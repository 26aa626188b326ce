/** All questions of a quiz with one's answers and, once they are shown, with the results; and what one has of the points. */
import { quiz as t } from "texts/resources_class.ts";
import type { SharedQuiz } from "../../../classroom/model/resources/shared.ts";
import type { Given } from "../resources.ts";
import { QuestionNumber } from "./QuestionNumber.tsx";
import { QuestionResult } from "./QuestionResult.tsx";
import { answeredOf, pointsOf } from "./standing.ts";

/** The list. */
export function Results(
  { check, given }: { check: SharedQuiz; given: Given },
) {
  const points = pointsOf(check, given.answers);
  return (
    <>
      {points && (
        <p class="quiz-points" role="status">
          {!given.done && answeredOf(check, given) === 0
            ? t.answeredNone
            : points.waits
            ? t.scoreSoFar(points)
            : t.score(points)}
        </p>
      )}
      <ul class="results-list">
        {check.questions.map((question, at) => (
          <li key={question.id} class="card stack">
            <QuestionNumber
              at={at}
              of={check.of}
              points={question.points}
            />
            <QuestionResult
              question={question}
              result={check.results?.find(({ id }) =>
                id === question.id
              )}
              own={given.answers[question.id]}
              late={given.late.includes(question.id)}
            />
          </li>
        ))}
      </ul>
    </>
  );
}
