/**
 * The dialog of **Import** (R-3): something is pasted, dropped or chosen; what was found in it is shown as it will be,
 * with what could not be read; then it is kept.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { imports as t } from "texts/resources_import.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { Button, Form } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { CharsetField } from "../../files/CharsetField.tsx";
import { Notice } from "../../ui/Notice.tsx";
import type { RunningClass } from "../share/class_rooms.ts";
import {
  isQuiz,
  keep,
  type Kept,
  type LibraryKind,
  type Preview,
  preview,
  type ReadAs,
  readFormats,
  type Source,
} from "./import_request.ts";
import { ImportPreview } from "./ImportPreview.tsx";
import { ImportSource, showLine } from "./ImportSource.tsx";
import { KeptView } from "./KeptView.tsx";

/** Somebody who types is waited for so long (ms). */
const pause = 400;

/** The dialog. `onClose` is told whether anything was kept. */
export function ImportDialog({ kind, running, onClose }: {
  kind: LibraryKind;
  running: RunningClass | null;
  onClose: (isKept: boolean) => void;
}) {
  const id = useId();
  const source = useSignal<Source>({ text: "" });
  const found = useSignal<Preview | null>(null);
  const format = useSignal<ReadAs>("auto");
  /** What the quizzes are called, where somebody has typed it. */
  const typed = useSignal<readonly (string | undefined)[]>([]);
  const state = useSignal<"idle" | "reading" | "keeping">("idle");
  const trouble = useSignal("");
  const kept = useSignal<(Kept & Preview) | null>(null);
  const asked = useRef(0);
  const readFrom = useRef<Source | null>(null);
  const isGiven = "file" in source.value || source.value.text.trim() !== "";

  useEffect(() => {
    const turn = ++asked.current;
    trouble.value = "";
    if (!isGiven) {
      found.value = null;
      state.value = "idle";
      typed.value = [];
      return;
    }
    const isTyped = "text" in source.value && readFrom.current !== source.value;
    if ("file" in source.value && readFrom.current !== source.value) {
      typed.value = [];
    }
    readFrom.current = source.value;
    const timer = setTimeout(async () => {
      state.value = "reading";
      const answer = await preview(kind, source.value, format.value);
      // Something else was given meanwhile.
      if (turn !== asked.current) return;
      state.value = "idle";
      found.value = answer.ok ? answer.body : null;
      trouble.value = answer.ok ? "" : answer.problem.detail;
    }, isTyped ? pause : 0);
    return () => clearTimeout(timer);
  }, [source.value, format.value]);

  const read = found.value?.read ?? [];
  const ofFile = "file" in source.value
    ? source.value.file.name.replace(/\.[^.]*$/, "").trim()
      .slice(0, bounds.resourceName).toWellFormed()
    : "";
  const names = read.filter(isQuiz).map(({ name }, at) =>
    typed.value[at] ?? (name || ofFile || t.untitled)
  );
  const onKeep = async () => {
    if (state.value !== "idle" || read.length === 0) return;
    state.value = "keeping";
    const answer = await keep(kind, source.value, format.value, names);
    state.value = "idle";
    if (answer.ok) kept.value = answer.body;
    else trouble.value = answer.problem.detail;
  };
  const given = source.value;
  return (
    <Modal
      title={kind === "quizzes" ? t.quizzesTitle : t.templatesTitle}
      kind={kept.value ? "" : "import-dialog"}
      hasFocus
      onClose={() => onClose(kept.value !== null)}
    >
      {kept.value
        ? (
          <KeptView
            kind={kind}
            kept={kept.value.kept}
            read={kept.value.read}
            running={running}
            onDone={() => onClose(true)}
          />
        )
        : (
          <Form class="import" onSubmit={onKeep}>
            <ImportSource kind={kind} id={id} source={source} />
            <section class="import-found" aria-label={t.preview} tabIndex={0}>
              {"file" in given && found.value?.charset && (
                <CharsetField
                  charset={found.value.charset}
                  possible={found.value.possible ?? []}
                  onChange={(charset) =>
                    source.value = { file: given.file, charset }}
                />
              )}
              {kind === "quizzes" && isGiven && (
                <div class="import-format">
                  <label for={`${id}-format`}>{t.readAs}</label>
                  <select
                    class="input"
                    id={`${id}-format`}
                    value={format.value}
                    onChange={({ currentTarget }) =>
                      format.value = currentTarget.value as ReadAs}
                  >
                    <option value="auto">
                      {found.value?.format && format.value === "auto"
                        ? t.readAsFound({
                          format: t.readFormats[found.value.format],
                        })
                        : t.readAsAuto}
                    </option>
                    {readFormats.map((it) => (
                      <option key={it} value={it}>{t.readFormats[it]}</option>
                    ))}
                  </select>
                </div>
              )}
              <p class="import-state" role="status">
                {state.value === "reading"
                  ? t.reading
                  : found.value
                  ? summary(kind, found.value)
                  : !trouble.value && t.nothingYet}
              </p>
              {trouble.value && <Notice tone="stop">{trouble.value}</Notice>}
              {found.value && (
                <ImportPreview
                  found={found.value}
                  onLine={"text" in source.value
                    ? (line) => showLine(id, line)
                    : undefined}
                />
              )}
            </section>
            {read.length > 0 && (
              <div class="import-keep">
                {names.map((name, at) => (
                  <Field
                    key={at}
                    id={`${id}-name-${at}`}
                    label={names.length === 1
                      ? t.name
                      : t.nameOf({ place: at + 1 })}
                    hint={names.length === 1 ? undefined : countIn(read[at])}
                    maxLength={bounds.resourceName}
                    required
                    autoComplete="off"
                    value={name}
                    onInput={({ currentTarget }) =>
                      typed.value = names.map((_, n) =>
                        n === at ? currentTarget.value : typed.value[n]
                      )}
                  />
                ))}
                <Button
                  type="submit"
                  look="main"
                  disabled={state.value !== "idle"}
                >
                  {state.value === "keeping" ? t.keeping : keepText(kind, read)}
                </Button>
              </div>
            )}
          </Form>
        )}
    </Modal>
  );
}

function questionsOf(read: Preview["read"]): number {
  return read.filter(isQuiz).reduce((sum, it) => sum + it.questions.length, 0);
}

function summary(kind: LibraryKind, { read, failed }: Preview): string {
  const found = kind === "quizzes"
    ? t.foundQuestions({ count: questionsOf(read) })
    : t.foundTemplates({ count: read.length });
  const count = failed.reduce((sum, { also = [] }) => sum + 1 + also.length, 0);
  return count > 0 ? `${found} · ${t.problems({ count })}` : found;
}

function countIn(one: Preview["read"][number]): string | undefined {
  return isQuiz(one)
    ? t.questionsIn({ count: one.questions.length })
    : undefined;
}

function keepText(kind: LibraryKind, read: Preview["read"]): string {
  if (kind === "templates") return t.keepTemplates({ count: read.length });
  return read.length === 1
    ? t.keepQuestions({ count: questionsOf(read) })
    : t.keepQuizzes({ count: read.length });
}
