import { quizEditor as t } from "texts/quizzes.ts";
import { makePreview } from "../../classroom/model/previews.ts";
import { makeDraggable, makeDropTarget } from "../ui/drag.ts";
import { GripIcon } from "../page/desk_icons.tsx";
import { WarningIcon } from "../ui/icons.tsx";
import { type EditedQuestion, isBlank, missingPartsOf } from "./edited_quiz.ts";
import "../library/library.css";

const shown = 90;

export const questionTabId = (question: string) => `tab-${question}`;

export const questionPanelId = "question-panel";

/** Arrow keys select a question. Dragging, or arrow keys with Alt, move it. */
export function QuestionTabs({ questions, current, onGo, onMove }: {
  questions: readonly EditedQuestion[];
  current: string;
  onGo: (id: string) => void;
  onMove: (id: string, to: number) => void;
}) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey) return;
    const at = questions.findIndex(({ id }) => id === current);
    const next = {
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: questions.length - 1,
    }[event.key];
    if (next === undefined || !questions[next]) return;
    event.preventDefault();
    onGo(questions[next].id);
    document.getElementById(questionTabId(questions[next].id))?.focus();
  };
  return (
    <div
      class="row snug scroll question-tabs"
      role="tablist"
      aria-orientation="vertical"
      aria-label={t.questions}
      onKeyDown={onKeyDown}
    >
      {questions.map((question, at) => (
        <QuestionTab
          key={question.id}
          question={question}
          at={at}
          isCurrent={question.id === current}
          onGo={onGo}
          onDrop={([id]) => id !== question.id && onMove(id, at)}
        />
      ))}
    </div>
  );
}

function QuestionTab({ question, at, isCurrent, onGo, onDrop }: {
  question: EditedQuestion;
  at: number;
  isCurrent: boolean;
  onGo: (id: string) => void;
  onDrop: (ids: readonly string[]) => void;
}) {
  const { id } = question;
  const text = makePreview(question.text, shown) || t.empty;
  const isOpen = !isBlank(question) && missingPartsOf(question).length > 0;
  return (
    <button
      type="button"
      role="tab"
      id={questionTabId(id)}
      class="question-tab"
      aria-selected={isCurrent}
      aria-controls={questionPanelId}
      tabIndex={isCurrent ? 0 : -1}
      onClick={() => onGo(id)}
      {...makeDraggable(() => ({
        ids: [id],
        label: t.question({ n: at + 1 }),
      }))}
      {...makeDropTarget(onDrop)}
    >
      <span class="question-tab-grip">
        <GripIcon />
      </span>
      <span class="visually-hidden">{t.question({ n: at + 1 })}:</span>
      <span class="question-tab-number figures" aria-hidden="true">
        {at + 1}
      </span>
      <span class={question.text.trim() ? "brief" : "brief quiet"}>{text}</span>
      {isOpen && (
        <span class="question-tab-open" title={t.notFinished}>
          <WarningIcon />
          <span class="visually-hidden">{t.notFinished}</span>
        </span>
      )}
    </button>
  );
}
