/** A quiz as its students see it, before they do: nothing that is answered here is kept. */
import { useSignal } from "@preact/signals";
import { quizPreview as t } from "texts/quizzes.ts";
import type {
  Answer,
  AskedQuestion,
} from "../../classroom/model/resources/questions.ts";
import { Modal } from "../ui/Modal.tsx";
import { Button } from "../ui/Button.tsx";
import { QuestionForm } from "../checks/questions/QuestionForm.tsx";
import { askable } from "./quiz_body.ts";
import type { EditedQuiz } from "./edited.ts";
import "../library/library.css";

export function Preview(
  { quiz, onClose }: { quiz: EditedQuiz; onClose: () => void },
) {
  const width = useSignal<"desktop" | "phone">("desktop");
  const { asked, left } = askable(quiz);
  return (
    <Modal title={t.title} kind="quiz-preview" onClose={onClose}>
      <div class="row wraps" role="group" aria-label={t.width}>
        {(["desktop", "phone"] as const).map((it) => (
          <Button
            key={it}
            look="small"
            aria-pressed={width.value === it}
            onClick={() => width.value = it}
          >
            {t[it]}
          </Button>
        ))}
      </div>
      <div class="stack quiz-preview-page" data-width={width.value}>
        <h3>{quiz.name}</h3>
        {asked.length === 0 && <p class="quiet">{t.none}</p>}
        <ol class="stack quiz-preview-questions">
          {asked.map((question, at) => (
            <li key={question.id} class="box stack tight">
              <p class="quiet small">
                {t.head({ n: at + 1, of: asked.length })}
                {question.points
                  ? ` · ${t.points({ points: question.points })}`
                  : null}
              </p>
              <Tried question={question} />
            </li>
          ))}
        </ol>
        {left > 0 && <p class="quiet small">{t.left({ count: left })}</p>}
      </div>
    </Modal>
  );
}

export function Tried({ question }: { question: AskedQuestion }) {
  const answer = useSignal<Answer | undefined>(undefined);
  return (
    <QuestionForm
      question={question}
      answer={answer.value}
      onAnswer={(next) => answer.value = next}
    />
  );
}
