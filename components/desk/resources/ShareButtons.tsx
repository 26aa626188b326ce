import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import { ask } from "texts/checks_ask.ts";
import { share as t } from "texts/sharing_live.ts";
import { starter } from "texts/library_starter.ts";
import { localPath } from "../../../locales/local_path.ts";
import { RefusedRequestNotice } from "../../client/RefusedRequestNotice.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { ExitTicketButton } from "../../checks/exit/ExitTicketButton.tsx";
import { Button, Form } from "../../ui/Button.tsx";
import { AssistantIcon, ListIcon, PlusIcon } from "../../ui/icons.tsx";
import { PollIcon } from "../../ui/later_icons.tsx";
import { askBoxId } from "../../quizzes/ask/ask_box.ts";
import { ShareForm } from "../../resources/ShareForm.tsx";
import { QuizTermsFields } from "../../resources/QuizTermsFields.tsx";
import {
  type CopiedExamples,
  copyExampleToLibrary,
  isCompleteQuiz,
  type LibraryEntry,
  LibraryList,
} from "../../library/library_list.ts";
import { filterEntries } from "../../library/library_search.ts";
import { quizEditorUrl } from "../../resources/class_urls.ts";
import { QuizTerms } from "../../resources/quiz_terms.ts";
import { ShareDrawingButton } from "../../drawings/ShareDrawingButton.tsx";
import { SharePage } from "../../pages/SharePage.tsx";
import { ShareWall } from "../../walls/ShareWall.tsx";
import type { LiveClass } from "../../resources/live/live_class.ts";
import "../../resources/live/live.css";

export function ShareButtons({ lesson, opened }: {
  lesson: LiveClass;
  opened: Signal<string | null>;
}) {
  const dialog = useSignal<"template" | "quiz" | "ask" | null>(null);
  const onClose = () => dialog.value = null;
  // Waits until the dialog is closed: a popover cannot open above it.
  useEffect(() => {
    if (dialog.value !== "ask") return;
    dialog.value = null;
    document.getElementById(askBoxId)?.showPopover();
  }, [dialog.value]);
  return (
    <div class="actions">
      <Button
        disabled={lesson.isIdle}
        title={t.templateHint}
        onClick={() => dialog.value = "template"}
      >
        <AssistantIcon />
        {t.template}
      </Button>
      <Button
        disabled={lesson.isIdle}
        title={t.quizHint}
        onClick={() => dialog.value = "quiz"}
      >
        <ListIcon />
        {t.quiz}
      </Button>
      {!lesson.isAhead && (
        <Button
          disabled={lesson.isIdle}
          title={ask.hint}
          popoverTarget={askBoxId}
        >
          <PollIcon />
          {ask.name}
        </Button>
      )}
      <ShareWall lesson={lesson} opened={opened} />
      <SharePage lesson={lesson} opened={opened} />
      <ShareDrawingButton lesson={lesson} opened={opened} />
      <ExitTicketButton session={lesson.session} disabled={lesson.isIdle} />
      {dialog.value === "template" && (
        <ShareTemplate lesson={lesson} onClose={onClose} />
      )}
      {dialog.value === "quiz" && (
        <AssignQuiz
          lesson={lesson}
          onClose={onClose}
          onAsk={() => dialog.value = "ask"}
          onAssigned={(id) => opened.value = id}
        />
      )}
    </div>
  );
}

function ShareTemplate(
  { lesson, onClose }: { lesson: LiveClass; onClose: () => void },
) {
  const chosen = useSignal<LibraryEntry | null>(null);
  const copiedExamples = useRef<CopiedExamples>(new Map());
  const share = async (audience: { rooms?: string[] }) => {
    if (!chosen.value) return;
    const problem = await copyExampleToLibrary(
      "templates",
      chosen,
      copiedExamples.current,
    );
    if (problem) return void (lesson.actions.refusal.value = problem);
    const { id, name } = chosen.value;
    const sharedId = await lesson.actions.share({
      template: id,
      ...audience,
    });
    if (sharedId === null) return;
    lesson.actions.notice.value = { text: t.shared({ name }) };
    onClose();
  };
  return (
    <Modal title={t.template} onClose={onClose}>
      <ShareForm
        lesson={lesson}
        missing={() =>
          chosen.value ? null : { why: t.chooseOne, at: ".picker input" }}
        onShare={share}
      >
        <LibraryPicker kind="templates" chosen={chosen}>
          <a href={localPath("/teacher/templates")}>{t.makeTemplate}</a>
        </LibraryPicker>
      </ShareForm>
    </Modal>
  );
}

function AssignQuiz({ lesson, onClose, onAsk, onAssigned }: {
  lesson: LiveClass;
  onClose: () => void;
  onAsk: () => void;
  onAssigned: (id: string) => void;
}) {
  const chosen = useSignal<LibraryEntry | null>(null);
  const copiedExamples = useRef<CopiedExamples>(new Map());
  const terms = useMemo(() => new QuizTerms(), []);
  const error = useSignal("");
  const assign = async () => {
    if (!chosen.value) return void (error.value = t.chooseOne);
    const request = terms.toRequest();
    if (!request) return;
    const problem = await copyExampleToLibrary(
      "quizzes",
      chosen,
      copiedExamples.current,
    );
    if (problem) return void (lesson.actions.refusal.value = problem);
    const quiz = await lesson.actions.share({
      quiz: chosen.value.id,
      ...request,
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
        onInput={() => error.value = ""}
      >
        <LibraryPicker kind="quizzes" chosen={chosen}>
          {lesson.isAhead
            ? <a href={quizEditorUrl(lesson.id)}>{t.makeQuiz}</a>
            : (
              <Button look="small" onClick={onAsk}>
                <PlusIcon />
                {t.makeQuiz}
              </Button>
            )}
        </LibraryPicker>
        <QuizTermsFields terms={terms} rooms={lesson.rooms} />
        <RefusedRequestNotice api={lesson.actions} />
        <div class="actions">
          <Button type="submit" look="main">{t.assign}</Button>
          <p class="field-error" role="alert">{error}</p>
        </div>
      </Form>
    </Modal>
  );
}

/** Up to this many entries, there is no search field. */
const fewEntries = 6;

/** The entries of the library, with a search field; the examples, if the library is empty. */
function LibraryPicker({ kind, chosen, children }: {
  kind: LibraryList["kind"];
  chosen: Signal<LibraryEntry | null>;
  children: ComponentChildren;
}) {
  const id = useId();
  const list = useMemo(() => new LibraryList(kind, "examples"), [kind]);
  const words = useSignal("");
  const entries = list.entries.value;
  const isQuiz = kind === "quizzes";
  // A single entry is chosen at once.
  useEffect(() => {
    if (entries?.length === 1 && (!isQuiz || isCompleteQuiz(entries[0]))) {
      chosen.value ??= entries[0];
    }
  }, [entries]);
  if (list.loadError.value !== null) {
    return (
      <Notice tone="stop">
        <span>{list.loadError.value}</span>
        <Button onClick={() => list.load()}>{t.again}</Button>
      </Notice>
    );
  }
  if (entries === null) return <p class="quiet">{t.loading}</p>;
  const matches = filterEntries(entries, words.value);
  const isFirst = entries.some(({ example }) => example !== undefined);
  const ownLegend = isQuiz ? t.quizzes : t.templates;
  const exampleLegend = isQuiz ? starter.quizzes : starter.templates;
  return (
    <fieldset class="picker stack tight">
      <legend>{isFirst ? exampleLegend : ownLegend}</legend>
      {(isFirst || isQuiz) && (
        <div class="cluster picker-first hint">
          {isFirst && <span>{isQuiz ? t.noQuizzes : t.noTemplates}</span>}
          {children}
        </div>
      )}
      {entries.length > fewEntries && (
        <input
          type="search"
          class="input"
          aria-label={t.find}
          placeholder={t.find}
          value={words}
          onInput={(event) => words.value = event.currentTarget.value}
        />
      )}
      <div class="scroll picker-list">
        {matches.map((entry) => (
          <label key={entry.id} class="media picker-one">
            <input
              type="radio"
              name={id}
              disabled={isQuiz && !isCompleteQuiz(entry)}
              checked={(chosen.value?.example ?? chosen.value?.id) === entry.id}
              onChange={() => chosen.value = entry}
            />
            <span>
              <span class="picker-name">{entry.name}</span>
              {entry.description && (
                <span class="small quiet brief">{entry.description}</span>
              )}
              {entry.count !== undefined && (
                <span class="small quiet">
                  {t.questions({ count: entry.count })}
                  {!isCompleteQuiz(entry) && ` · ${t.unfinished}`}
                </span>
              )}
            </span>
          </label>
        ))}
        {matches.length === 0 && (
          <p class="quiet" role="status">{t.noneFound}</p>
        )}
      </div>
    </fieldset>
  );
}
