import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { own } from "texts/library_own.ts";
import { quizList as t } from "texts/quizzes.ts";
import { localPath } from "../../locales/local_path.ts";
import { sendRequest } from "../client/send_request.ts";
import {
  OwnEntries,
  type OwnEntry,
  OwnLibrary,
} from "../library/OwnLibrary.tsx";
import { PlusIcon } from "../ui/icons.tsx";
import { EditIcon } from "../ui/later_icons.tsx";
import { Notice } from "../ui/Notice.tsx";
import type { RunningClass } from "../resources/class_rooms.ts";
import { AssignQuiz } from "./AssignQuiz.tsx";
import { listDrafts } from "../library/item_draft.ts";
import type { EditedQuiz } from "./edited_quiz.ts";
import { duplicateQuestion } from "./quiz_edits.ts";
import { type SavedQuiz, toEditedQuiz, toStoredQuiz } from "./stored_quiz.ts";

interface QuizEntry extends OwnEntry {
  readonly count: number;
  readonly left: number;
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
  search: string;
  running: RunningClass | null;
  zone: string;
}

const path = (id: string) => localPath(`/teacher/quizzes/${id}`);

export function QuizList(
  { teacher, quizzes, search, running, zone }: QuizListProps,
) {
  const entries = useMemo(() => new OwnEntries("quizzes", quizzes), []);
  const duplicate = async (entry: QuizEntry) => {
    const reply = await entries.request<{ quiz: SavedQuiz }>(
      entry,
      "GET",
      entries.pathOf(entry),
    );
    if (!reply) return;
    const copy = {
      name: t.copyOf({ name: entry.name }),
      questions: toEditedQuiz(reply.quiz).questions.map(duplicateQuestion),
    };
    const body = toStoredQuiz(copy, t.unnamed);
    const copyReply = entries.readReply(
      entry,
      await sendRequest<{ quiz: SavedQuiz }>("POST", "/api/quizzes", body),
    );
    if (copyReply) entries.addCopy(entry, entryOf(copyReply.quiz));
  };
  return (
    <div class="stack">
      <UnsavedDrafts teacher={teacher} />
      {entries.list.value.length === 0 ? <NoQuizzes /> : (
        <>
          {!running && (
            <p class="quiet">
              {t.noClass}{" "}
              <a href={localPath("/teacher/sessions/new")}>{t.startClass}</a>
            </p>
          )}
          <OwnLibrary
            entries={entries}
            search={search}
            words={{ search: t.search, list: t.list, found: t.found }}
            zone={zone}
            about={({ count, left }) => (
              <p class="cluster">
                {t.count({ count })}
                {left > 0 && (
                  <span class="badge highlight">
                    {t.unfinished({ count: left })}
                  </span>
                )}
              </p>
            )}
            main={({ id, name, count, left }) =>
              running
                ? (
                  <AssignQuiz
                    look="small"
                    running={running}
                    name={name}
                    quiz={() => Promise.resolve(id)}
                    count={count - left}
                    left={left}
                  />
                )
                : (
                  <a
                    class="button small"
                    href={path(id)}
                    aria-label={own.editOf({ name })}
                  >
                    <EditIcon />
                    {own.edit}
                  </a>
                )}
            items={(entry) => [
              { label: own.duplicate, act: () => duplicate(entry) },
              {
                label: t.export,
                act: localPath(`${entries.pathOf(entry)}/export`),
              },
            ]}
          />
        </>
      )}
    </div>
  );
}

function UnsavedDrafts({ teacher }: { teacher: string }) {
  const drafts = useSignal<ReturnType<typeof listDrafts<EditedQuiz>>>([]);
  useEffect(() => {
    drafts.value = listDrafts(`quiz/${teacher}`);
  }, []);
  if (drafts.value.length === 0) return null;
  return (
    <Notice tone="warn">
      <p>{t.drafts}</p>
      <ul class="cluster">
        {drafts.value.map(({ id, typed: { name } }) => (
          <li key={id}>
            <a class="button small" href={`${path(id)}?new`}>
              {t.goOn({ name: name.trim() || t.unnamed })}
            </a>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function NoQuizzes() {
  return (
    <div class="card stack middle quizzes-empty">
      <h2>{t.empty}</h2>
      <p class="quiet">{t.emptyText}</p>
      <p>
        <a class="button main" href={path("new")}>
          <PlusIcon />
          {t.new}
        </a>
      </p>
    </div>
  );
}
