/** The editor of a quiz (R-2): questions, the open question, and the students' view. Saves automatically. */
import { isComposing, isEnter } from "../ui/keys.ts";
import { useFocusById } from "../ui/use_focus_by_id.ts";
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { quizEditor as t, quizList, quizPreview } from "texts/quizzes.ts";
import { saving } from "texts/library_saving.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { localPath } from "../../locales/local_path.ts";
import { Button } from "../ui/Button.tsx";
import { InputField } from "../ui/InputField.tsx";
import {
  ArrowLeftIcon,
  CheckIcon,
  ClockIcon,
  OfflineIcon,
  PlusIcon,
} from "../ui/icons.tsx";
import { ViewIcon } from "../ui/later_icons.tsx";
import { Notice } from "../ui/Notice.tsx";
import type { RunningClass } from "../resources/class_rooms.ts";
import { classUrl } from "../resources/class_urls.ts";
import { AssignQuiz } from "./AssignQuiz.tsx";
import {
  type EditedQuestion,
  type EditedQuiz,
  newQuiz,
} from "./edited_quiz.ts";
import {
  addQuestionAfter,
  changeQuestion,
  duplicateQuestion,
  moveItem,
  removeQuestion,
} from "./quiz_edits.ts";
import { PictureUploads } from "../library/picture_uploads.ts";
import { QuestionEditor, questionTextId } from "./QuestionEditor.tsx";
import { QuestionTabs } from "./QuestionTabs.tsx";
import {
  finishedQuestions,
  isSameQuiz,
  type SavedQuiz,
  type StoredQuiz,
  toAskedQuestion,
  toEditedQuiz,
  toStoredQuiz,
} from "./stored_quiz.ts";
import { CopyNotice } from "../library/CopyNotice.tsx";
import { useItemDraft } from "../library/item_draft.ts";
import "../library/library.css";
import { UndoButton } from "../ui/UndoButton.tsx";
import type {
  Answer,
  PublicQuestion,
} from "../../classroom/model/resources/questions.ts";
import { Modal } from "../ui/Modal.tsx";
import { QuestionForm } from "../checks/questions/QuestionForm.tsx";

export interface QuizEditorProps {
  teacher: string;
  id: string;
  /** The quiz as stored; null: it is new. */
  saved: SavedQuiz | null;
  running: RunningClass | null;
  /** Id of the class for which the quiz is made; the page links back to it. */
  from?: string;
}

export function QuizEditor(props: QuizEditorProps) {
  const editor = useQuizEditor(props);
  const { quiz, draft, questions, question, index, current, removed } = editor;
  const { change, say, add, move, focusOn } = editor;
  const pictures = useMemo(() => new PictureUploads(), []);
  const isPreviewed = useSignal(false);
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event) || isPreviewed.value) return;
    const isCommand = event.ctrlKey || event.metaKey;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (isCommand && event.key.toLowerCase() === "s") void draft.save();
    else if (isCommand && isEnter(event)) add(question.id);
    else if (event.altKey && step) move(question.id, index + step);
    else return;
    event.preventDefault();
  };
  return (
    <div class="stack quiz-editor" onKeyDown={onKeyDown}>
      <QuizHead
        editor={editor}
        of={props}
        onPreview={() => isPreviewed.value = true}
      />
      <CopyNotice copied={draft.copied.value} urlOf={quizUrl} />
      {removed.value && (
        <Notice tone="plain">
          <p>{t.deleted({ n: removed.value.at + 1 })}</p>
          <UndoButton id="undo-question" onClick={editor.bringBack} />
        </Notice>
      )}
      <p class="visually-hidden" role="status">{editor.statusText.value}</p>
      <InputField
        id="quiz-name"
        class="quiz-name"
        label={t.name}
        maxLength={bounds.resourceName}
        autocomplete="off"
        value={quiz.value.name}
        onInput={(event) =>
          change({ ...quiz.value, name: event.currentTarget.value })}
      />
      <div class="stack quiz-desk">
        <div class="stack tight start quiz-questions">
          <QuestionTabs
            questions={questions}
            current={question.id}
            onGo={(id) => {
              current.value = id;
              removed.value = null;
            }}
            onMove={move}
          />
        </div>
        <QuestionEditor
          question={question}
          index={index}
          count={questions.length}
          pictures={pictures}
          say={say}
          focusOn={focusOn}
          onChange={(part) =>
            change(changeQuestion(quiz.value, question.id, part))}
          onMove={(to) => move(question.id, to)}
          onDuplicate={() => add(question.id, duplicateQuestion(question))}
          onDelete={editor.remove}
        >
          {/* The button is the last of the question's fields. */}
          <Button look="small" onClick={() => add(questions.at(-1)!.id)}>
            <PlusIcon />
            {t.add}
          </Button>
        </QuestionEditor>
        <QuizStatus question={question} isPreviewed={isPreviewed.value} />
      </div>
      {isPreviewed.value && (
        <Preview
          quiz={quiz.value}
          onClose={() => isPreviewed.value = false}
        />
      )}
    </div>
  );
}

function useQuizEditor(props: QuizEditorProps) {
  const { saved } = props;
  const draft = useQuizDraft(props);
  const quiz = draft.typed;
  const current = useSignal(quiz.peek().questions[0].id);
  const statusText = useSignal("");
  const removed = useSignal<{ question: EditedQuestion; at: number } | null>(
    null,
  );
  const focusOn = useFocusById();
  // A new quiz begins with its name.
  useEffect(() => {
    if (!saved) document.getElementById("quiz-name")?.focus();
  }, []);

  const { questions } = quiz.value;
  const foundIndex = questions.findIndex(({ id }) => id === current.value);
  const index = Math.max(0, foundIndex);
  const question = questions[index];
  const change = (next: EditedQuiz) => draft.change(next);
  const say = (text: string) => statusText.value = text;
  const add = (
    previousId: string | null,
    newQuestion: EditedQuestion | null = null,
  ) => {
    const added = addQuestionAfter(quiz.value, previousId, newQuestion);
    if (!added) return say(t.full({ most: bounds.questions }));
    change(added.quiz);
    current.value = added.id;
    focusOn(questionTextId);
  };
  const move = (id: string, to: number) => {
    const from = questions.findIndex((it) => it.id === id);
    if (to < 0 || to >= questions.length || from === to) return;
    change({ ...quiz.value, questions: moveItem(questions, id, to) });
    say(t.moved({ from: from + 1, to: to + 1, of: questions.length }));
  };
  const remove = () => {
    const next = removeQuestion(quiz.value, question.id);
    change(next);
    current.value =
      next.questions[Math.min(index, next.questions.length - 1)].id;
    removed.value = { question, at: index };
    focusOn("undo-question");
  };
  const bringBack = () => {
    const removal = removed.value;
    if (!removal) return;
    const allQuestions = [...quiz.value.questions];
    allQuestions.splice(removal.at, 0, removal.question);
    change({ ...quiz.value, questions: allQuestions });
    current.value = removal.question.id;
    removed.value = null;
    focusOn(questionTextId);
  };
  return {
    quiz,
    draft,
    current,
    statusText,
    removed,
    focusOn,
    questions,
    question,
    index,
    change,
    say,
    add,
    move,
    remove,
    bringBack,
  };
}

function QuizHead({ editor, of: { running, from }, onPreview }: {
  editor: ReturnType<typeof useQuizEditor>;
  of: QuizEditorProps;
  onPreview: () => void;
}) {
  const { quiz, draft } = editor;
  const { finished, left } = finishedQuestions(quiz.value);
  return (
    <div class="cluster quiz-head">
      <a
        class="button bare small"
        href={from ? classUrl(from) : localPath("/teacher/quizzes")}
      >
        <ArrowLeftIcon />
        {from ? t.backToClass : t.back}
      </a>
      <SaveLine draft={draft} />
      <div class="cluster">
        <Button onClick={onPreview}>
          <ViewIcon />
          {t.preview}
        </Button>
        {running && (
          <AssignQuiz
            running={running}
            name={quiz.value.name.trim() || quizList.unnamed}
            quiz={async () => await draft.save() ? draft.id : null}
            count={finished.length}
            left={left}
          />
        )}
      </div>
    </div>
  );
}

function QuizStatus({ question, isPreviewed }: {
  question: EditedQuestion;
  isPreviewed: boolean;
}) {
  return (
    <section class="stack tight quiz-seen" aria-labelledby="quiz-seen">
      <h2 id="quiz-seen">{t.seen}</h2>
      <div class="box quiz-seen-page">
        {!isPreviewed && (
          <TryQuizDialog
            key={question.id}
            question={toAskedQuestion(question)}
          />
        )}
      </div>
      <ShortcutKeys />
    </section>
  );
}

function ShortcutKeys() {
  return (
    <details class="quiz-keys">
      <summary>{t.keys}</summary>
      <ul class="small">
        {[t.keyAdd, t.keyEnter, t.keyMove, t.keySave, t.keyDrag].map((
          words,
        ) => <li key={words}>{words}</li>)}
      </ul>
    </details>
  );
}

const quizUrl = (id: string) => localPath(`/teacher/quizzes/${id}`);

function useQuizDraft({ teacher, id, saved }: QuizEditorProps) {
  return useItemDraft<EditedQuiz, StoredQuiz>({
    kind: "quiz",
    place: `quiz/${teacher}`,
    id,
    stored: saved,
    begin: () => saved ? toEditedQuiz(saved) : newQuiz(),
    toBody: (quiz) => toStoredQuiz(quiz, quizList.unnamed),
    isSame: isSameQuiz,
    toCopy: (quiz) => ({ ...quiz, name: quizList.copyOf(quiz) }),
    isSavedByItself: true,
    onCopied: (id) => history.replaceState(null, "", `${quizUrl(id)}?new`),
  });
}

function SaveLine(
  { draft }: { draft: ReturnType<typeof useQuizDraft> },
) {
  const state = draft.state.value;
  const Icon = state.is === "saved"
    ? CheckIcon
    : "problem" in state
    ? OfflineIcon
    : ClockIcon;
  const text = state.is === "refused"
    ? saving.refused({ reason: state.problem.detail })
    : saving[state.is];
  return (
    <p class="save-line small" data-state={state.is}>
      <Icon />
      <span role="status">
        {/* These two states are not announced, since they come at every pause in typing. */}
        <span aria-hidden={state.is === "unsaved" || state.is === "saving"}>
          {text}
        </span>
      </span>
    </p>
  );
}

/** The quiz as students see it. Answers are not stored. */
function Preview(
  { quiz, onClose }: { quiz: EditedQuiz; onClose: () => void },
) {
  const width = useSignal<"desktop" | "phone">("desktop");
  const { finished, left } = finishedQuestions(quiz);
  return (
    <Modal title={quizPreview.title} kind="quiz-preview" onClose={onClose}>
      <div class="cluster" role="group" aria-label={quizPreview.width}>
        {(["desktop", "phone"] as const).map((option) => (
          <Button
            key={option}
            look="small"
            aria-pressed={width.value === option}
            onClick={() => width.value = option}
          >
            {quizPreview[option]}
          </Button>
        ))}
      </div>
      <div class="stack quiz-preview-page" data-width={width.value}>
        <h3>{quiz.name}</h3>
        {finished.length === 0 && <p class="quiet">{quizPreview.none}</p>}
        <ol class="stack quiz-preview-questions">
          {finished.map((question, index) => (
            <li key={question.id} class="box stack tight">
              <p class="quiet small">
                {quizPreview.head({ n: index + 1, of: finished.length })}
                {question.points
                  ? ` · ${quizPreview.points({ points: question.points })}`
                  : null}
              </p>
              <TryQuizDialog question={question} />
            </li>
          ))}
        </ol>
        {left > 0 && (
          <p class="quiet small">{quizPreview.left({ count: left })}</p>
        )}
      </div>
    </Modal>
  );
}

function TryQuizDialog({ question }: { question: PublicQuestion }) {
  const answer = useSignal<Answer | undefined>(undefined);
  return (
    <QuestionForm
      question={question}
      answer={answer.value}
      onAnswer={(next) => answer.value = next}
    />
  );
}
