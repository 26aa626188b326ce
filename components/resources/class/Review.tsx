/** The last look before a quiz is handed in: what is not answered, and that nothing can be changed afterwards. */
import type { Ref } from "preact";
import { quiz as t } from "texts/resources_class.ts";
import { isGiven } from "../../../classroom/model/resources/questions.ts";
import type { SharedQuiz } from "../../../classroom/model/resources/shared.ts";
import { Button } from "../../ui/Button.tsx";
import { HandInIcon, OfflineIcon } from "../../ui/icons.tsx";
import { writeList } from "../../ui/list.ts";
import type { Answering } from "./answering.ts";

/** The look, and **Hand in**. */
export function Review({ quiz, answering, heading, onGo }: {
  quiz: SharedQuiz;
  answering: Answering;
  heading: Ref<HTMLHeadingElement>;
  onGo: (to: number) => void;
}) {
  const { given, away } = answering;
  const missing = quiz.questions.flatMap(({ id }, n) =>
    isGiven(given.answers[id]) ? [] : [n]
  );
  const numbers = writeList(missing.map((n) => String(n + 1)));
  return (
    <div class="card stack">
      <h3 ref={heading} tabIndex={-1}>{t.review}</h3>
      {missing.length === 0 ? <p>{t.allAnswered}</p> : (
        <p>
          <strong>{t.missing({ count: missing.length, numbers })}</strong>
        </p>
      )}
      <p>{t.final}</p>
      {away && (
        <p class="row">
          <OfflineIcon />
          <span>{t.awayHint}</span>
        </p>
      )}
      <div class="actions">
        {missing.length > 0 && (
          <Button
            look="main"
            onClick={() => onGo(missing[0])}
          >
            {t.answerOne({ number: missing[0] + 1 })}
          </Button>
        )}
        <Button
          look={missing.length > 0 ? undefined : "main"}
          onClick={() => answering.handIn()}
        >
          <HandInIcon />
          {missing.length > 0 ? t.handInAnyway : t.handIn}
        </Button>
      </div>
    </div>
  );
}
