/** One question with what one has answered and, once the class has its results, with what is right and the bars. */
import { useId } from "preact/hooks";
import { quiz as t } from "texts/resources_class.ts";
import {
  type Answer,
  type AskedQuestion,
  isGiven,
} from "../../../classroom/model/resources/questions.ts";
import type { Result } from "../../../classroom/model/resources/shared.ts";
import { language } from "../../../locales/current.ts";
import { Markdown } from "../../markdown/Markdown.tsx";
import { CheckIcon, ClockIcon, CloseIcon } from "../../ui/icons.tsx";
import { Bars } from "../questions/Bars.tsx";
import { QuestionText } from "../questions/QuestionText.tsx";
import { type Mark, markOf } from "./standing.ts";

const icons = {
  right: CheckIcon,
  wrong: CloseIcon,
  waits: ClockIcon,
  none: null,
};

/** The question. */
export function QuestionResult({ question, result, own, late = false }: {
  question: AskedQuestion;
  /** Absent: the class has none yet. */
  result?: Result;
  own: Answer | undefined;
  late?: boolean;
}) {
  const id = useId();
  const mark = result ? markOf(question, result, own) : null;
  const typed = question.kind === "text" || question.kind === "number";
  return (
    <div class="result">
      <QuestionText question={question} id={id} />
      {(!result || typed || !isGiven(own)) && (
        <OwnAnswer question={question} own={own} />
      )}
      {(mark !== null && mark !== "none" || late) && (
        <p class="spread">
          {mark !== null && mark !== "none" && (
            <MarkLine mark={mark} points={question.points} />
          )}
          {late && isGiven(own) && <span class="badge">{t.late}</span>}
        </p>
      )}
      {result && (
        <Bars
          question={question}
          counted={result}
          own={own}
          labelledBy={id}
        />
      )}
      {result?.explanation && (
        <div class="result-why">
          <h4 class="small">{t.explanation}</h4>
          <Markdown text={result.explanation} />
        </div>
      )}
    </div>
  );
}

function MarkLine(
  { mark, points }: { mark: NonNullable<Mark>; points?: number },
) {
  const Icon = icons[mark];
  return (
    <span class="result-mark" data-mark={mark}>
      {Icon && <Icon />}
      {t.marks[mark]}
      {mark === "right" && points !== undefined && points > 0 && (
        <span class="quiet">{t.points({ count: points })}</span>
      )}
    </span>
  );
}

/** What one has answered, in words. */
function OwnAnswer(
  { question: { kind, choices = [] }, own }: {
    question: AskedQuestion;
    own: Answer | undefined;
  },
) {
  if (!isGiven(own)) return <p class="quiet">{t.notAnswered}</p>;
  return (
    <div class="result-own">
      <span class="quiet">{t.yourAnswer}</span>
      {Array.isArray(own)
        ? choices.filter(({ id }) => own.includes(id)).map(({ id, text }) => (
          <div key={id} class="result-choice">
            <Markdown text={text} />
          </div>
        ))
        : (
          <strong>
            {typeof own === "number"
              ? new Intl.NumberFormat(language().formats, {
                maximumSignificantDigits: 15,
                useGrouping: kind !== "number",
              }).format(own)
              : own}
          </strong>
        )}
    </div>
  );
}
