import { quizEditor as t } from "texts/quizzes.ts";
import { makePreview } from "../../formats/markdown/previews.ts";
import { makeDraggable, makeDropTarget } from "../ui/drag.ts";
import { GripIcon } from "../page/desk_icons.tsx";
import { WarningIcon } from "../ui/icons.tsx";
import { type EditedQuestion, isBlank, missingPartsOf } from "./edited_quiz.ts";
import "../library/library.css";

const maxTabCharacters = 90;

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
    const index = questions.findIndex(({ id }) => id === current);
    const nextIndex = {
      ArrowDown: index + 1,
      ArrowRight: index + 1,
      ArrowUp: index - 1,
      ArrowLeft: index - 1,
      Home: 0,
      End: questions.length - 1,
    }[event.key];
    if (nextIndex === undefined || !questions[nextIndex]) return;
    event.preventDefault();
    onGo(questions[nextIndex].id);
    document.getElementById(questionTabId(questions[nextIndex].id))?.focus();
  };
  return (
    <div
      class="row snug scroll question-tabs"
      role="tablist"
      aria-orientation="vertical"
      aria-label={t.questions}
      onKeyDown={onKeyDown}
    >
      {questions.map((question, index) => (
        <QuestionTab
          key={question.id}
          question={question}
          index={index}
          isCurrent={question.id === current}
          onGo={onGo}
          onDrop={([id]) => id !== question.id && onMove(id, index)}
        />
      ))}
    </div>
  );
}

function QuestionTab({ question, index, isCurrent, onGo, onDrop }: {
  question: EditedQuestion;
  index: number;
  isCurrent: boolean;
  onGo: (id: string) => void;
  onDrop: (ids: readonly string[]) => void;
}) {
  const { id } = question;
  const text = makePreview(question.text, maxTabCharacters) || t.empty;
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
        label: t.question({ n: index + 1 }),
      }))}
      {...makeDropTarget(onDrop)}
    >
      <span class="question-tab-grip">
        <GripIcon />
      </span>
      <span class="visually-hidden">{t.question({ n: index + 1 })}:</span>
      <span class="question-tab-number figures" aria-hidden="true">
        {index + 1}
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
