/** A teacher's quizzes: found by their names, made, duplicated, deleted, given to the class that runs. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { quizList as t } from "texts/quizzes.ts";
import { localPath } from "../../locales/local_path.ts";
import { ask, type Reply } from "../client/ask.ts";
import { IconButton } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { MoreIcon, PlusIcon } from "../ui/icons.tsx";
import { Menu, type OpenMenu } from "../ui/Menu.tsx";
import { Notice } from "../ui/Notice.tsx";
import { writeTime } from "../ui/time.ts";
import type { RunningClass } from "../sharing/class_rooms.ts";
import { AssignQuiz } from "./AssignQuiz.tsx";
import { draftedQuizzes } from "./quiz_drafts.ts";
import type { SavedQuiz } from "./quiz_saver.ts";
import { duplicateOf } from "./edits.ts";
import { editedQuiz, keptQuiz } from "./quiz_body.ts";
import { matching } from "../library/library_search.ts";
import "../library/library.css";
import { UndoButton } from "../ui/UndoButton.tsx";

interface QuizEntry {
  id: string;
  name: string;
  /** How many questions it has, and how many of them are not finished. */
  count: number;
  left: number;
  /** When it was changed last, in ms. */
  at: number;
}

function entryOf(
  { id, name, at, questions, unfinished = [] }: SavedQuiz,
): QuizEntry {
  const left = unfinished.length;
  return { id, name, at, count: questions.length + left, left };
}

export interface QuizListProps {
  teacher: string;
  quizzes: readonly QuizEntry[];
  running: RunningClass | null;
  zone: string;
}

const path = (id: string) => localPath(`/teacher/quizzes/${id}`);

/** The list; `children`: further ways to get a quiz. */
export function QuizList(
  { teacher, quizzes, running, zone, children }: QuizListProps & {
    children?: ComponentChildren;
  },
) {
  const all = useSignal(quizzes);
  const searched = useSignal("");
  const opened = useSignal<OpenMenu<QuizEntry> | null>(null);
  const deleted = useSignal<QuizEntry | null>(null);
  const trouble = useSignal<string | null>(null);
  const drafts = useSignal<[id: string, name: string][]>([]);
  useEffect(() => {
    drafts.value = [...draftedQuizzes(teacher)];
  }, []);
  const shown = matching(all.value, searched.value);
  /** What came of a request; null: nothing. */
  const take = <T,>(answer: Reply<T>): T | null => {
    trouble.value = answer.ok ? null : answer.problem.detail;
    return answer.ok ? answer.body : null;
  };
  const duplicate = async ({ id, name }: QuizEntry) => {
    const found = take(
      await ask<{ quiz: SavedQuiz }>("GET", `/api/quizzes/${id}`),
    );
    if (!found) return;
    const edited = editedQuiz(found.quiz);
    const copy = {
      name: t.copyOf({ name }),
      questions: edited.questions.map(duplicateOf),
    };
    const made = take(
      await ask<{ quiz: SavedQuiz }>(
        "POST",
        "/api/quizzes",
        keptQuiz(copy, t.unnamed),
      ),
    );
    if (made) all.value = [entryOf(made.quiz), ...all.value];
  };
  const remove = async (quiz: QuizEntry) => {
    const done = await ask("DELETE", `/api/quizzes/${quiz.id}`);
    if (!done.ok) return void take(done);
    all.value = all.value.filter(({ id }) => id !== quiz.id);
    deleted.value = quiz;
  };
  const undo = async () => {
    const gone = deleted.value;
    if (!gone) return;
    const back = take(
      await ask<{ quiz: SavedQuiz }>("POST", `/api/quizzes/${gone.id}/undo`),
    );
    if (!back) return;
    all.value = [...all.value, entryOf(back.quiz)].sort((a, b) => b.at - a.at);
    deleted.value = null;
  };
  return (
    <div class="stack quizzes">
      {drafts.value.length > 0 && (
        <Notice tone="warn">
          <p>{t.drafts}</p>
          <ul class="row wraps">
            {drafts.value.map(([id, name]) => (
              <li key={id}>
                <a class="button small" href={`${path(id)}?new`}>
                  {t.goOn({ name: name.trim() || t.unnamed })}
                </a>
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {trouble.value && <Notice tone="stop">{trouble.value}</Notice>}
      {deleted.value && (
        <Notice tone="plain">
          <p>{t.deleted({ name: deleted.value.name })}</p>
          <UndoButton onClick={undo} />
        </Notice>
      )}
      {all.value.length === 0
        ? (
          <div class="card quizzes-empty">
            <h2>{t.empty}</h2>
            <p class="quiet">{t.emptyText}</p>
            <p>
              <a class="button main" href={path("new")}>
                <PlusIcon />
                {t.new}
              </a>
            </p>
            {children}
          </div>
        )
        : (
          <>
            <div class="quizzes-tools">
              <Field
                id="quiz-search"
                type="search"
                label={t.search}
                autocomplete="off"
                value={searched.value}
                onInput={(event) => searched.value = event.currentTarget.value}
              />
              {children}
            </div>
            {!running && (
              <p class="quiet">
                {t.noClass}{" "}
                <a href={localPath("/teacher/sessions/new")}>{t.startClass}</a>
              </p>
            )}
            <p class="quiet small" role="status">
              {shown.length > 0
                ? t.found({ count: shown.length })
                : t.noneFound}
            </p>
            <ul class="stack tight" aria-label={t.list}>
              {shown.map((quiz) => (
                <li key={quiz.id} class="quiz-entry box">
                  <div class="quiz-entry-text">
                    <h2>
                      <a class="card-link" href={path(quiz.id)}>{quiz.name}</a>
                    </h2>
                    <p class="quiet small">
                      {t.count({ count: quiz.count })}
                      {" · "}
                      <span class="visually-hidden">{t.changed}</span>{" "}
                      <time dateTime={new Date(quiz.at).toISOString()}>
                        {writeTime(quiz.at, "day", zone)}
                      </time>
                    </p>
                  </div>
                  {quiz.left > 0 && (
                    <span class="badge chalk">
                      {t.unfinished({ count: quiz.left })}
                    </span>
                  )}
                  <div class="row quiz-entry-acts">
                    {running && (
                      <AssignQuiz
                        look="small"
                        running={running}
                        name={quiz.name}
                        quiz={() => Promise.resolve(quiz.id)}
                        count={quiz.count - quiz.left}
                        left={quiz.left}
                      />
                    )}
                    <IconButton
                      label={t.more({ name: quiz.name })}
                      Icon={MoreIcon}
                      aria-haspopup="menu"
                      onClick={({ currentTarget }) =>
                        opened.value = { of: quiz, anchor: currentTarget }}
                    />
                  </div>
                </li>
              ))}
            </ul>
          </>
        )}
      <Menu
        opened={opened}
        label={opened.value ? t.more({ name: opened.value.of.name }) : ""}
        look="quiz-menu"
      >
        {opened.value && (
          <QuizMenu
            quiz={opened.value.of}
            onDuplicate={duplicate}
            onDelete={remove}
          />
        )}
      </Menu>
    </div>
  );
}

function QuizMenu({ quiz, onDuplicate, onDelete }: {
  quiz: QuizEntry;
  onDuplicate: (quiz: QuizEntry) => void;
  onDelete: (quiz: QuizEntry) => void;
}) {
  return (
    <>
      <button
        type="button"
        role="menuitem"
        onClick={() => location.assign(path(quiz.id))}
      >
        {t.edit}
      </button>
      <button type="button" role="menuitem" onClick={() => onDuplicate(quiz)}>
        {t.duplicate}
      </button>
      <button
        type="button"
        role="menuitem"
        onClick={() =>
          location.assign(localPath(`/api/quizzes/${quiz.id}/export`))}
      >
        {t.export}
      </button>
      <button type="button" role="menuitem" onClick={() => onDelete(quiz)}>
        {t.delete}
      </button>
    </>
  );
}
