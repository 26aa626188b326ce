/** Lists short texts for the teacher to grade, equal texts as one row. Rows can be graded by keys. */
import { useId, useMemo } from "preact/hooks";
import { marks as t } from "texts/sharing_live.ts";
import type { Question } from "../../../classroom/model/resources/questions.ts";
import {
  type AnswerSheets,
  mayNeedGrade,
} from "../../../classroom/model/resources/results.ts";
import type {
  CheckResource,
  ResourceSecret,
} from "../../../classroom/model/resources/shared_resources.ts";
import { QuestionText } from "../questions/QuestionText.tsx";
import { CheckIcon, CloseIcon } from "../../ui/icons.tsx";
import { Button } from "../../ui/Button.tsx";
import type { ResourceActions } from "../../resources/live/resource_actions.ts";
import { GradeQueue, groupTexts, type TextGroup } from "./grading.ts";
import "../../resources/live/live.css";

interface GradingProps {
  actions: ResourceActions;
  check: CheckResource;
  questions: readonly Question[];
  secret: ResourceSecret;
  people: AnswerSheets;
}

export function AnswerGrading({ questions, ...props }: GradingProps) {
  const { secret, people } = props;
  const { actions, check: { id } } = props;
  const queue = useMemo(
    () =>
      new GradeQueue(async (grades) => {
        await actions.change(id, { marks: grades });
      }),
    [id],
  );
  const questionsToGrade = questions.map((question, at) => ({
    question,
    n: at + 1,
  }))
    .filter(({ question }) => mayNeedGrade(question))
    .map((it) => ({ ...it, groups: groupTexts(it.question, secret, people) }))
    .filter(({ groups }) => groups.length > 0);
  if (questionsToGrade.length === 0) return <p class="quiet">{t.none}</p>;
  return (
    <div class="stack">
      <p class="hint">{t.hint}</p>
      {questionsToGrade.map((entry) => (
        <TextsToGrade key={entry.question.id} queue={queue} {...entry} />
      ))}
    </div>
  );
}

function TextsToGrade({ queue, question, groups, n }: {
  queue: GradeQueue;
  question: Question;
  groups: readonly TextGroup[];
  n: number;
}) {
  const id = useId();
  const pending = queue.pendingGrades.value;
  const keyOf = ({ plain }: TextGroup) => `${question.id} ${plain}`;
  const gradeOf = (group: TextGroup) => {
    const coming = pending.get(keyOf(group));
    return coming ? coming.right ?? undefined : group.isRight;
  };
  const grade = (group: TextGroup, isRight: boolean) =>
    queue.queueGrade(keyOf(group), {
      question: question.id,
      text: group.text,
      right: gradeOf(group) === isRight ? null : isRight,
    });
  const onKeyDown = (event: KeyboardEvent) => {
    const list = event.currentTarget as HTMLElement;
    const rows = [...list.children];
    const row = (event.target as Element).closest("li");
    const rowIndex = row ? rows.indexOf(row) : -1;
    const button = (element: Element | undefined, place: number) =>
      element?.querySelectorAll("button")[place];
    const places = { "1": 0, "2": 1 }[event.key];
    if (places !== undefined) {
      button(rows[rowIndex], places)?.click();
      button(rows[rowIndex + 1] ?? rows[rowIndex], places)?.focus();
      event.preventDefault();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const place = row
      ? [...row.querySelectorAll("button")].indexOf(
        event.target as HTMLButtonElement,
      )
      : 0;
    button(rows[rowIndex + step], Math.max(0, place))?.focus();
  };
  return (
    <section class="card stack tight" aria-labelledby={id}>
      <h4 class="small quiet" id={id}>{t.answers({ n })}</h4>
      <QuestionText question={question} />
      <ul class="stack flush marks" onKeyDown={onKeyDown}>
        {groups.map((group) => (
          <li key={group.plain} data-marked={gradeOf(group) !== undefined}>
            <span class="marks-text">
              {group.text}
              <span class="quiet small figures">
                {t.times({ count: group.count })}
              </span>
            </span>
            <Button
              look="small marks-right"
              aria-pressed={gradeOf(group) === true}
              aria-label={t.of({ mark: t.right, text: group.text })}
              onClick={() =>
                grade(group, true)}
            >
              <CheckIcon />
              {t.right}
            </Button>
            <Button
              look="small marks-wrong"
              aria-pressed={gradeOf(group) === false}
              aria-label={t.of({ mark: t.wrong, text: group.text })}
              onClick={() =>
                grade(group, false)}
            >
              <CloseIcon />
              {t.wrong}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
