/** Chooses one of a teacher's own templates or quizzes. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useId, useMemo } from "preact/hooks";
import { share as t } from "texts/resources_live.ts";
import { starter } from "texts/resources_starter.ts";
import { localPath } from "../../../locales/local_path.ts";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { isReady, type Kept, LibraryList } from "./library_list.ts";
import { matching } from "./library_search.ts";
import "./LibraryPicker.css";

/** With more than this there is a field to search in. */
const few = 6;

/** The list with its search; where there is nothing yet, the examples, and the way to make something. */
export function LibraryPicker({ kind, chosen }: {
  kind: LibraryList["kind"];
  chosen: Signal<Kept | null>;
}) {
  const id = useId();
  const list = useMemo(() => new LibraryList(kind, "examples"), [kind]);
  const words = useSignal("");
  const all = list.all.value;
  const isQuiz = kind === "quizzes";
  // There is nothing to choose.
  useEffect(() => {
    if (all?.length === 1 && (!isQuiz || isReady(all[0]))) {
      chosen.value ??= all[0];
    }
  }, [all]);
  if (list.trouble.value !== null) {
    return (
      <Notice tone="stop">
        <span>{list.trouble.value}</span>
        <Button onClick={() => list.load()}>{t.again}</Button>
      </Notice>
    );
  }
  if (all === null) return <p class="quiet picker-wait">{t.loading}</p>;
  const shown = matching(all, words.value);
  const isFirst = all.some(({ example }) => example !== undefined);
  const own = isQuiz ? t.quizzes : t.templates;
  const examples = isQuiz ? starter.quizzes : starter.templates;
  return (
    <fieldset class="picker">
      <legend>{isFirst ? examples : own}</legend>
      {isFirst && (
        <p class="picker-first hint">
          <span>{isQuiz ? t.noQuizzes : t.noTemplates}</span>
          <a href={localPath(`/teacher/${kind}`)}>
            {isQuiz ? t.makeQuiz : t.makeTemplate}
          </a>
        </p>
      )}
      {all.length > few && (
        <input
          type="search"
          class="input"
          aria-label={t.find}
          placeholder={t.find}
          value={words}
          onInput={(event) => words.value = event.currentTarget.value}
        />
      )}
      <div class="picker-list">
        {shown.map((one) => (
          <label key={one.id} class="picker-one">
            <input
              type="radio"
              name={id}
              disabled={isQuiz && !isReady(one)}
              checked={(chosen.value?.example ?? chosen.value?.id) === one.id}
              onChange={() => chosen.value = one}
            />
            <span>
              <span class="picker-name">{one.name}</span>
              {one.description && (
                <span class="small quiet brief">{one.description}</span>
              )}
              {one.count !== undefined && (
                <span class="small quiet">
                  {t.questions({ count: one.count })}
                  {!isReady(one) && ` · ${t.unfinished}`}
                </span>
              )}
            </span>
          </label>
        ))}
        {shown.length === 0 && <p class="quiet" role="status">{t.noneFound}</p>}
      </div>
    </fieldset>
  );
}
