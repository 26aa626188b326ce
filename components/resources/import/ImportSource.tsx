/** Where something to import comes from: pasted or typed, dropped, or chosen among one's files. */
import { type Signal, useSignal } from "@preact/signals";
import { imports as t } from "texts/resources_import.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { AreaField } from "../../ui/AreaField.tsx";
import { CloseButton } from "../../ui/Button.tsx";
import { AttachIcon, FileIcon } from "../../ui/icons.tsx";
import { type LibraryKind, type Source } from "./import_request.ts";

const endings = {
  quizzes: ".txt,.text,.md,.csv,.tsv,.json,.gift,.xml,.xlsx",
  templates: ".json,.csv,.txt",
};
const megabytes = bounds.imported / 1024 / 1024;

/** The field, and the place for a file. */
export function ImportSource({ kind, id, source }: {
  kind: LibraryKind;
  id: string;
  source: Signal<Source>;
}) {
  const isOver = useSignal(false);
  const wrong = useSignal("");
  const take = (file: File | null | undefined) => {
    if (!file) return;
    const isTooLarge = file.size > bounds.imported;
    wrong.value = isTooLarge ? t.tooLarge({ megabytes }) : "";
    if (!isTooLarge) source.value = { file };
  };
  const isQuizzes = kind === "quizzes";
  const given = source.value;
  return (
    <div
      class="import-source"
      data-over={isOver.value}
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes("Files")) return;
        event.preventDefault();
        isOver.value = true;
      }}
      onDragLeave={() => isOver.value = false}
      onDrop={(event) => {
        isOver.value = false;
        const [file] = event.dataTransfer?.files ?? [];
        if (!file) return;
        event.preventDefault();
        take(file);
      }}
    >
      {"file" in given
        ? (
          <p class="import-file box">
            <FileIcon />
            <span>{given.file.name}</span>
            <CloseButton
              label={t.removeFile({ name: given.file.name })}
              onClick={() => source.value = { text: "" }}
            />
          </p>
        )
        : (
          <AreaField
            id={`${id}-text`}
            class="import-text"
            label={isQuizzes ? t.paste : t.pasteTemplates}
            hint={isQuizzes ? t.pasteHint : t.pasteTemplatesHint}
            placeholder={isQuizzes ? t.pasteExample : t.pasteTemplatesExample}
            rows={12}
            spellcheck={false}
            autofocus
            value={given.text}
            onInput={({ currentTarget }) =>
              source.value = { text: currentTarget.value }}
          />
        )}
      <div class="import-choose">
        <label class="button">
          <AttachIcon />
          {t.choose}
          <input
            class="visually-hidden"
            type="file"
            accept={endings[kind]}
            onChange={({ currentTarget }) => {
              take(currentTarget.files?.[0]);
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

/** Goes to a line of what was pasted, and marks it. */
export function showLine(id: string, line: number): void {
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
