/** What was imported is kept: and what one does with it next. */
import { imports as t } from "texts/resources_import.ts";
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
  const [quiz] = read.filter(isQuiz);
  const isOne = kind === "quizzes" && kept.length === 1;
  return (
    <div class="stack import-kept">
      <Notice tone="good">
        {isOne
          ? t.keptQuiz({ name: first.name })
          : kind === "quizzes"
          ? t.keptQuizzes({ count: kept.length })
          : t.keptTemplates({ count: kept.length })}
      </Notice>
      <div class="row wraps">
        {isOne && running && (
          <AssignQuiz
            running={running}
            name={first.name}
            quiz={() => Promise.resolve(first.id)}
            count={quiz.questions.length}
            left={0}
          />
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
        <Button look={isOne ? "" : "main"} onClick={onDone}>{t.done}</Button>
      </div>
    </div>
  );
}
