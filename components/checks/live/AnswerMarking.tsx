/** Lists short texts for the teacher to mark, equal texts as one row. Rows can be marked by keys. */
import { useId, useMemo } from "preact/hooks";
import { marks as t } from "texts/sharing_live.ts";
import type { Question } from "../../../classroom/model/resources/questions.ts";
import {
  type AnswerSheets,
  mayNeedMark,
} from "../../../classroom/model/resources/results.ts";
import type {
  CheckResource,
  ResourceSecret,
} from "../../../classroom/model/resources/shared_resources.ts";
import { QuestionText } from "../questions/QuestionText.tsx";
import { CheckIcon, CloseIcon } from "../../ui/icons.tsx";
import { Button } from "../../ui/Button.tsx";
import type { ResourceActions } from "../../resources/live/resource_actions.ts";
import { groupTexts, MarkQueue, type TextGroup } from "./marking.ts";
import "../../resources/live/live.css";

interface MarksProps {
  actions: ResourceActions;
  check: CheckResource;
  questions: readonly Question[];
  secret: ResourceSecret;
  people: AnswerSheets;
}

export function AnswerMarking({ questions, ...props }: MarksProps) {
  const { secret, people } = props;
  const { actions, check: { id } } = props;
  const queue = useMemo(
    () =>
      new MarkQueue(async (marks) => {
        await actions.change(id, { marks });
      }),
    [id],
  );
  const questionsToMark = questions.map((question, at) => ({
    question,
    n: at + 1,
  }))
    .filter(({ question }) => mayNeedMark(question))
    .map((it) => ({ ...it, groups: groupTexts(it.question, secret, people) }))
    .filter(({ groups }) => groups.length > 0);
  if (questionsToMark.length === 0) return <p class="quiet">{t.none}</p>;
  return (
    <div class="stack">
      <p class="hint">{t.hint}</p>
      {questionsToMark.map((entry) => (
        <TextsToMark key={entry.question.id} queue={queue} {...entry} />
      ))}
    </div>
  );
}

function TextsToMark({ queue, question, groups, n }: {
  queue: MarkQueue;
  question: Question;
  groups: readonly TextGroup[];
  n: number;
}) {
  const id = useId();
  const pending = queue.pendingMarks.value;
  const keyOf = ({ plain }: TextGroup) => `${question.id} ${plain}`;
  const markOf = (group: TextGroup) => {
    const coming = pending.get(keyOf(group));
    return coming ? coming.right ?? undefined : group.isRight;
  };
  const mark = (group: TextGroup, isRight: boolean) =>
    queue.queueMark(keyOf(group), {
      question: question.id,
      text: group.text,
      right: markOf(group) === isRight ? null : isRight,
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
          <li key={group.plain} data-marked={markOf(group) !== undefined}>
            <span class="marks-text">
              {group.text}
              <span class="quiet small figures">
                {t.times({ count: group.count })}
              </span>
            </span>
            <Button
              look="small marks-right"
              aria-pressed={markOf(group) === true}
              aria-label={t.of({ mark: t.right, text: group.text })}
              onClick={() =>
                mark(group, true)}
            >
              <CheckIcon />
              {t.right}
            </Button>
            <Button
              look="small marks-wrong"
              aria-pressed={markOf(group) === false}
              aria-label={t.of({ mark: t.wrong, text: group.text })}
              onClick={() =>
                mark(group, false)}
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
