/** **Assign an In-Class Quiz** (R-2): which, for whom, at whose pace, and for how long. */
import { useSignal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { share as t } from "texts/resources_live.ts";
import { RefusedNotice } from "../../session/RefusedNotice.tsx";
import { Button, Form } from "../../ui/Button.tsx";
import { Modal } from "../../ui/Modal.tsx";
import type { LiveClass } from "../live/live_class.ts";
import { type Kept, type Taken, takeOver } from "./library_list.ts";
import { LibraryPicker } from "./LibraryPicker.tsx";
import { QuizTerms } from "./quiz_terms.ts";
import { QuizTermsFields } from "./QuizTermsFields.tsx";

/** The dialog. */
export function AssignQuiz({ lesson, onClose, onAssigned }: {
  lesson: LiveClass;
  onClose: () => void;
  onAssigned: (id: string) => void;
}) {
  const chosen = useSignal<Kept | null>(null);
  const taken = useRef<Taken>(new Map());
  const terms = useMemo(() => new QuizTerms(), []);
  const wrong = useSignal("");
  const assign = async () => {
    if (!chosen.value) return void (wrong.value = t.chooseOne);
    const given = terms.given();
    if (!given) return;
    const problem = await takeOver("quizzes", chosen, taken.current);
    if (problem) return void (lesson.actions.trouble.value = problem);
    const quiz = await lesson.actions.share({
      quiz: chosen.value.id,
      ...given,
    });
    if (quiz === null) return;
    onClose();
    onAssigned(quiz);
  };
  return (
    <Modal title={t.quiz} onClose={onClose}>
      <Form
        class="stack"
        noValidate
        onSubmit={assign}
        onInput={() => wrong.value = ""}
      >
        <LibraryPicker kind="quizzes" chosen={chosen} />
        <QuizTermsFields terms={terms} rooms={lesson.rooms} />
        <RefusedNotice api={lesson.actions} />
        <div class="actions">
          <Button type="submit" look="main">{t.assign}</Button>
          <p class="field-error" role="alert">{wrong}</p>
        </div>
      </Form>
    </Modal>
  );
}
