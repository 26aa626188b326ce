/** What was imported is kept: and what one does with it next. */
import { imports as t } from "texts/resources_import.ts";
import { quizList } from "texts/resources_quizzes.ts";
import { localPath } from "../../../locales/local_path.ts";
import { Button } from "../../ui/Button.tsx";
import { EditIcon } from "../../ui/icons.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { AssignQuiz } from "../quizzes/AssignQuiz.tsx";
import type { RunningClass } from "../share/class_rooms.ts";
import {
  isQuiz,
  type Kept,
  type LibraryKind,
  type Preview,
} from "./import_request.ts";

/** It. */
export function KeptView({ kind, kept, read, running, onDone }: {
  kind: LibraryKind;
  kept: Kept["kept"];
  read: Preview["read"];
  running: RunningClass | null;
  onDone: () => void;
}) {
  const [first] = kept;
  const quizzes = read.filter(isQuiz);
  const isOne = kind === "quizzes" && kept.length === 1;
  const assign = (at: number) =>
    running && (
      <AssignQuiz
        running={running}
        name={kept[at].name}
        quiz={() => Promise.resolve(kept[at].id)}
        count={quizzes[at].questions.length}
        left={0}
        look={isOne ? "main" : "small"}
      />
    );
  return (
    <div class="stack import-kept">
      <Notice tone="good">
        {isOne
          ? t.keptQuiz({ name: first.name })
          : kind === "quizzes"
          ? t.keptQuizzes({ count: kept.length })
          : t.keptTemplates({ count: kept.length })}
      </Notice>
      {!isOne && running && kind === "quizzes" && (
        <ul class="import-kept-quizzes">
          {kept.map(({ id, name }, at) => (
            <li key={id} class="row wraps">
              <span>{name}</span>
              {assign(at)}
            </li>
          ))}
        </ul>
      )}
      {kind === "quizzes" && !running && <p>{quizList.noClass}</p>}
      <div class="row wraps">
        {isOne && assign(0)}
        {kind === "quizzes" && !running && (
          <a class="button main" href={localPath("/teacher/sessions/new")}>
            {quizList.startClass}
          </a>
        )}
        {isOne && (
          <a
            class="button"
            href={localPath(`/teacher/quizzes/${first.id}`)}
          >
            <EditIcon />
            {t.open}
          </a>
        )}
        <Button look={kind === "quizzes" ? "" : "main"} onClick={onDone}>
          {t.done}
        </Button>
      </div>
    </div>
  );
}
