/** All questions of a quiz at a glance: which are answered, and the way to each. */
import { quiz as t } from "texts/resources_class.ts";
import {
  type AskedQuestion,
  isGiven,
} from "../../../classroom/model/resources/questions.ts";
import { Button } from "../../ui/Button.tsx";
import { CheckIcon } from "../../ui/icons.tsx";
import type { Given } from "../resources.ts";

/** More of them are behind a press. */
const inSight = 12;

/** The overview. */
export function Overview(
  { questions, given, at, onGo }: {
    questions: readonly AskedQuestion[];
    given: Given;
    at: number;
    onGo: (to: number) => void;
  },
) {
  const answered = questions.filter(({ id }) => isGiven(given.answers[id]));
  const list = (
    <ol class="overview">
      {questions.map(({ id }, n) => {
        const isAnswered = isGiven(given.answers[id]);
        const number = n + 1;
        return (
          <li key={id}>
            <Button
              look="small figures"
              data-given={isAnswered}
              aria-current={n === at ? "step" : undefined}
              aria-label={isAnswered
                ? t.goAnswered({ number })
                : t.goOpen({ number })}
              onClick={() => onGo(n)}
            >
              {isAnswered && <CheckIcon />}
              {number}
            </Button>
          </li>
        );
      })}
    </ol>
  );
  return (
    <nav class="stack tight" aria-label={t.overview}>
      <p class="quiet small" role="status">
        {t.progress({ count: answered.length, of: questions.length })}
      </p>
      {questions.length <= inSight ? list : (
        <details>
          <summary>{t.overview}</summary>
          {list}
        </details>
      )}
    </nav>
  );
}
