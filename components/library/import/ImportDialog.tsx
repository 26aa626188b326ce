import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChild } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { imports as t } from "texts/library_import.ts";
import { quizList } from "texts/quizzes.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { makePreview } from "../../../formats/markdown/previews.ts";
import { localPath } from "../../../locales/local_path.ts";
import {
  assignQuizRole,
  type QuizColumnRole,
} from "../../../classroom/model/questions/quiz_roles.ts";
import type { GuessedColumns } from "../../../formats/tables/table_columns.ts";
import { TextAreaField } from "../../ui/TextAreaField.tsx";
import { Button, CloseButton, Form } from "../../ui/Button.tsx";
import { InputField } from "../../ui/InputField.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { ColumnRolesTable } from "../../files/ColumnRolesTable.tsx";
import { CharsetField } from "../../files/CharsetField.tsx";
import { hasFiles, isReadable, listFolders } from "../../files/pasted_files.ts";
import { Notice } from "../../ui/Notice.tsx";
import { AttachIcon, FileIcon } from "../../ui/icons.tsx";
import { EditIcon } from "../../ui/later_icons.tsx";
import {
  type ImportedQuiz,
  type ImportFormat,
  importFormats,
  type ImportInput,
  type ImportPreviewReply,
  isImportedQuiz,
  type LibraryKind,
  previewImport,
  type SavedImport,
  saveImport,
} from "./import_request.ts";
import { ImportPreview } from "./ImportPreview.tsx";

/** The roles of a sheet's columns, for one source and format. */
interface TableColumns extends GuessedColumns<QuizColumnRole> {
  source: ImportInput;
  format: ImportFormat;
}

const previewDelayMs = 400;

/** A button that assigns an imported quiz to the running class. `look`: the button's look. */
type AssignButton = (
  quiz: { id: string; name: string; count: number },
  look: "main" | "small",
) => ComponentChild;

/** @param assign null: no class is running */
export function ImportDialog({ kind, assign, onClose }: {
  kind: LibraryKind;
  assign: AssignButton | null;
  onClose: (isKept: boolean) => void;
}) {
  const id = useId();
  const draft = useImport(kind);
  const { saved, sheetColumns, columns } = draft;
  return (
    <Modal
      title={kind === "quizzes" ? t.quizzesTitle : t.templatesTitle}
      kind={saved.value ? "" : "import-dialog"}
      hasFocus
      onClose={() => onClose(saved.value !== null)}
    >
      {saved.value
        ? (
          <SavedView
            kind={kind}
            savedEntries={saved.value.kept}
            read={saved.value.read}
            assign={assign}
            onDone={() => onClose(true)}
          />
        )
        : (
          <Form
            class={sheetColumns.value
              ? "stack import asks-columns"
              : "stack import"}
            onSubmit={draft.onKeep}
          >
            <ImportSource kind={kind} id={id} source={draft.source} />
            {sheetColumns.value && (
              <ColumnRolesTable
                guess={sheetColumns.value}
                roles={t.roles}
                rolesAfter={(place, role) =>
                  assignQuizRole(sheetColumns.value!, place, role)}
                onChange={(change) => {
                  if (columns) sheetColumns.value = { ...columns, ...change };
                }}
              />
            )}
            <ImportFound draft={draft} id={id} />
            {draft.read.length > 0 && <SaveFields draft={draft} id={id} />}
          </Form>
        )}
    </Modal>
  );
}

function useReading(kind: LibraryKind) {
  const source = useSignal<ImportInput>({ text: "" });
  const preview = useSignal<ImportPreviewReply | null>(null);
  const format = useSignal<ImportFormat>("auto");
  /** Names of quizzes, as far as the teacher typed them. */
  const typed = useSignal<readonly (string | undefined)[]>([]);
  const state = useSignal<"idle" | "reading" | "keeping">("idle");
  const trouble = useSignal("");
  const turns = useRef(0);
  const sheetColumns = useSignal<TableColumns | null>(null);
  const readFrom = useRef<ImportInput | null>(null);
  // The table of the previous source stays visible, but its columns do not apply.
  const columns = sheetColumns.value?.source === source.value &&
      sheetColumns.value.format === format.value
    ? sheetColumns.value
    : null;
  const isGiven = "file" in source.value || source.value.text.trim() !== "";

  useEffect(() => {
    const turn = ++turns.current;
    trouble.value = "";
    if (!isGiven) {
      preview.value = null;
      sheetColumns.value = null;
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
      const job = { kind, source: source.value, format: format.value, columns };
      const answer = await previewImport(job);
      // The source has changed since.
      if (turn !== turns.current) return;
      const unknown = answer.ok && !columns && job.format !== "text" &&
        answer.body.columns;
      if (unknown) {
        // Setting the columns reads the source again.
        sheetColumns.value = {
          ...retryAs(sheetColumns.value, unknown),
          source: job.source,
          format: job.format,
        };
        return;
      }
      if (!columns) sheetColumns.value = null;
      state.value = "idle";
      preview.value = answer.ok ? answer.body : null;
      trouble.value = answer.ok ? "" : answer.problem.detail;
    }, isTyped ? previewDelayMs : 0);
    return () => clearTimeout(timer);
  }, [source.value, format.value, columns]);
  return {
    kind,
    source,
    preview,
    format,
    typed,
    state,
    trouble,
    sheetColumns,
    columns,
    isGiven,
  };
}

function useImport(kind: LibraryKind) {
  const reading = useReading(kind);
  const {
    source,
    preview,
    format,
    typed,
    state,
    trouble,
    sheetColumns,
    columns,
  } = reading;
  const saved = useSignal<(SavedImport & ImportPreviewReply) | null>(null);
  const read = preview.value?.read ?? [];
  const ofFile = "file" in source.value
    ? source.value.file.name.replace(/\.[^.]*$/, "").trim()
      .slice(0, bounds.resourceName).toWellFormed()
    : "";
  const names = read.filter(isImportedQuiz).map((quiz, index) =>
    typed.value[index] ??
      (quiz.name || ofFile || nameFromQuestion(quiz) || t.untitled)
  );
  const isReady = state.value === "idle" && (columns || !sheetColumns.value);
  const onKeep = async () => {
    if (!isReady || read.length === 0) return;
    state.value = "keeping";
    const job = { kind, source: source.value, format: format.value, columns };
    const answer = await saveImport(job, names);
    state.value = "idle";
    if (answer.ok) saved.value = answer.body;
    else trouble.value = answer.problem.detail;
  };
  return { ...reading, saved, read, names, isReady, onKeep };
}

/** Characters of a name that is made from a question. */
const maxNameFromQuestion = 60;

function nameFromQuestion({ questions: [first] }: ImportedQuiz): string {
  return first ? makePreview(first.text, maxNameFromQuestion) : "";
}

interface ImportPartProps {
  draft: ReturnType<typeof useImport>;
  id: string;
}

function ImportFound({ draft, id }: ImportPartProps) {
  const { kind, source, preview, state, trouble, columns, isGiven } = draft;
  const input = source.value;
  return (
    <section class="scroll import-found" aria-label={t.preview} tabIndex={0}>
      {"file" in input && preview.value?.charset && (
        <CharsetField
          charset={preview.value.charset}
          possible={preview.value.possible ?? []}
          onChange={(charset) => source.value = { file: input.file, charset }}
        />
      )}
      {kind === "quizzes" && isGiven && <FormatField draft={draft} id={id} />}
      <p class="import-state" role="status">
        {state.value === "reading"
          ? t.reading
          : preview.value
          ? summary(kind, preview.value) +
            (columns ? ` · ${t.checkColumns}` : "")
          : !trouble.value && t.nothingYet}
      </p>
      {trouble.value && <Notice tone="stop">{trouble.value}</Notice>}
      {preview.value && (
        <ImportPreview
          preview={preview.value}
          onLine={"text" in source.value
            ? (line) => showLine(id, line)
            : undefined}
        />
      )}
    </section>
  );
}

function FormatField({ draft: { preview, format }, id }: ImportPartProps) {
  return (
    <div class="cluster import-format">
      <label for={`${id}-format`}>{t.readAs}</label>
      <select
        class="input"
        id={`${id}-format`}
        value={format.value}
        onChange={({ currentTarget }) =>
          format.value = currentTarget.value as ImportFormat}
      >
        <option value="auto">
          {preview.value?.format && format.value === "auto"
            ? t.readAsFound({
              format: t.readFormats[preview.value.format],
            })
            : t.readAsAuto}
        </option>
        {importFormats.map((formatName) => (
          <option key={formatName} value={formatName}>
            {t.readFormats[formatName]}
          </option>
        ))}
      </select>
    </div>
  );
}

function SaveFields({ draft, id }: ImportPartProps) {
  const { kind, typed, state, read, names, isReady } = draft;
  return (
    <div class="stack tight import-keep">
      {names.map((name, index) => (
        <InputField
          key={index}
          id={`${id}-name-${index}`}
          label={names.length === 1 ? t.name : t.nameOf({ place: index + 1 })}
          hint={names.length === 1 ? undefined : countQuestions(read[index])}
          maxLength={bounds.resourceName}
          required
          autoComplete="off"
          value={name}
          onInput={({ currentTarget }) =>
            typed.value = names.map((_, n) =>
              n === index ? currentTarget.value : typed.value[n]
            )}
        />
      ))}
      <Button
        type="submit"
        look="main"
        disabled={!isReady}
      >
        {state.value === "keeping" ? t.keeping : saveLabel(kind, read)}
      </Button>
    </div>
  );
}

/** Keeps the chosen columns if the headings are the same. */
function retryAs(
  previousColumns: GuessedColumns<QuizColumnRole> | null,
  newColumns: GuessedColumns<QuizColumnRole>,
): GuessedColumns<QuizColumnRole> {
  const isSame = previousColumns !== null &&
    JSON.stringify(previousColumns.rows[0]) ===
      JSON.stringify(newColumns.rows[0]);
  return isSame ? { ...previousColumns, rows: newColumns.rows } : newColumns;
}

function questionsOf(read: ImportPreviewReply["read"]): number {
  return read.filter(isImportedQuiz).reduce(
    (sum, it) => sum + it.questions.length,
    0,
  );
}

function summary(
  kind: LibraryKind,
  { read, failed }: ImportPreviewReply,
): string {
  const foundText = kind === "quizzes"
    ? t.foundQuestions({ count: questionsOf(read) })
    : t.foundTemplates({ count: read.length });
  const count = failed.reduce((sum, { also = [] }) => sum + 1 + also.length, 0);
  return count > 0 ? `${foundText} · ${t.problems({ count })}` : foundText;
}

function countQuestions(
  item: ImportPreviewReply["read"][number],
): string | undefined {
  return isImportedQuiz(item)
    ? t.questionsIn({ count: item.questions.length })
    : undefined;
}

function saveLabel(
  kind: LibraryKind,
  read: ImportPreviewReply["read"],
): string {
  if (kind === "templates") return t.keepTemplates({ count: read.length });
  return read.length === 1
    ? t.keepQuestions({ count: questionsOf(read) })
    : t.keepQuizzes({ count: read.length });
}

function SavedView({ kind, savedEntries, read, assign, onDone }: {
  kind: LibraryKind;
  savedEntries: SavedImport["kept"];
  read: ImportPreviewReply["read"];
  assign: AssignButton | null;
  onDone: () => void;
}) {
  const [first] = savedEntries;
  const quizzes = read.filter(isImportedQuiz);
  const isOne = kind === "quizzes" && savedEntries.length === 1;
  const assignButton = (index: number) =>
    assign?.(
      { ...savedEntries[index], count: quizzes[index].questions.length },
      isOne ? "main" : "small",
    );
  return (
    <div class="stack import-kept">
      <Notice tone="good">
        {isOne
          ? t.keptQuiz({ name: first.name })
          : kind === "quizzes"
          ? t.keptQuizzes({ count: savedEntries.length })
          : t.keptTemplates({ count: savedEntries.length })}
      </Notice>
      {!isOne && assign && kind === "quizzes" && (
        <ul class="stack tight">
          {savedEntries.map(({ id, name }, index) => (
            <li key={id} class="cluster apart">
              <span>{name}</span>
              {assignButton(index)}
            </li>
          ))}
        </ul>
      )}
      {kind === "quizzes" && !assign && <p>{quizList.noClass}</p>}
      <div class="cluster">
        {isOne && assignButton(0)}
        {kind === "quizzes" && !assign && (
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

// The source of an import: pasted text, or a dropped or chosen file.

const endings = {
  quizzes: ".txt,.text,.md,.csv,.tsv,.json,.gift,.xml,.xlsx",
  templates: ".json,.csv,.txt",
};
const megabytes = bounds.imported / 1024 / 1024;

function ImportSource({ kind, id, source }: {
  kind: LibraryKind;
  id: string;
  source: Signal<ImportInput>;
}) {
  const isOver = useSignal(false);
  const wrong = useSignal("");
  const take = async (file: File | null | undefined) => {
    if (!file) return;
    wrong.value = file.size > bounds.imported
      ? t.tooLarge({ megabytes })
      : await isReadable(file)
      ? ""
      : t.unreadable({ name: file.name });
    if (wrong.value === "") source.value = { file };
  };
  const isQuizzes = kind === "quizzes";
  const chosen = source.value;
  return (
    <div
      class="stack tight import-source"
      data-over={isOver.value}
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        isOver.value = true;
      }}
      onDragLeave={() => isOver.value = false}
      onDrop={(event) => {
        isOver.value = false;
        if (!hasFiles(event)) return;
        event.preventDefault();
        const [folder] = listFolders(event.dataTransfer!);
        const [file, ...otherFiles] = event.dataTransfer!.files;
        if (folder !== undefined) wrong.value = t.folder({ name: folder });
        else if (otherFiles.length > 0) wrong.value = t.oneFile;
        else void take(file);
      }}
    >
      {"file" in chosen
        ? (
          <p class="row box import-file">
            <FileIcon />
            <span>{chosen.file.name}</span>
            <CloseButton
              label={t.removeFile({ name: chosen.file.name })}
              onClick={() => source.value = { text: "" }}
            />
          </p>
        )
        : (
          <TextAreaField
            id={`${id}-text`}
            class="import-text"
            label={isQuizzes ? t.paste : t.pasteTemplates}
            hint={isQuizzes ? t.pasteHint : t.pasteTemplatesHint}
            placeholder={isQuizzes ? t.pasteExample : t.pasteTemplatesExample}
            rows={12}
            spellcheck={false}
            autofocus
            value={chosen.text}
            onInput={({ currentTarget }) =>
              source.value = { text: currentTarget.value }}
          />
        )}
      <div class="cluster import-choose">
        <label class="button">
          <AttachIcon />
          {t.choose}
          <input
            class="visually-hidden"
            type="file"
            accept={endings[kind]}
            onChange={({ currentTarget }) => {
              void take(currentTarget.files?.[0]);
              currentTarget.value = "";
            }}
          />
        </label>
        <p class="hint">
          <span class="import-drop">{t.orDrop} ·</span>{" "}
          {isQuizzes ? t.quizKinds : t.templateKinds}
        </p>
      </div>
      <p class="field-error" role="alert">{wrong}</p>
    </div>
  );
}

function showLine(id: string, line: number): void {
  const area = document.getElementById(`${id}-text`);
  if (!(area instanceof HTMLTextAreaElement)) return;
  const lines = area.value.split("\n");
  const from = lines.slice(0, line - 1).reduce(
    (sum, it) => sum + it.length + 1,
    0,
  );
  area.focus();
  area.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
  const height = area.scrollHeight / Math.max(1, lines.length);
  area.scrollTop = Math.max(0, height * (line - 3));
}
