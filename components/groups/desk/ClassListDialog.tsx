/** **Class list** (J-8): names, pasted or read from a school's file (D-3), and who is missing. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { classList as t } from "texts/groups_desk.ts";
import {
  type AmbiguousTable,
  findPastedTable,
  findTable,
  type ListedName,
} from "../class_file/name_columns.ts";
import {
  appendNewNames,
  findRefusedName,
  formatClassList,
  parseClassList,
  readClassList,
} from "./class_list.ts";
import { LeftOutLines } from "./LeftOutLines.tsx";
import { studentsOnClassList } from "./listed_students.ts";
import { Button, Form } from "../../ui/Button.tsx";
import { TextAreaField } from "../../ui/TextAreaField.tsx";
import { AttachIcon } from "../../ui/icons.tsx";
import { listFolders, onFilesDropped } from "../../files/pasted_files.ts";
import { Modal } from "../../ui/Modal.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { useLazyPart } from "../../ui/use_lazy_part.ts";
import type { GroupsDialogProps } from "./groups_api.ts";
import "./groups_desk.css";
import { formatList } from "../../../formats/format_list.ts";

interface PastedTable {
  readonly ambiguousTable: AmbiguousTable;
  /** The field's text without the selection, which the paste replaces. */
  readonly remainingText: string;
}

/** Takes a pasted table whose columns are unclear; null: there is none, and the browser pastes. */
function takePastedTable(
  event: JSX.TargetedClipboardEvent<HTMLTextAreaElement>,
): PastedTable | null {
  const words = event.clipboardData?.getData("text/plain") ?? "";
  const ambiguousTable = findPastedTable(words);
  if (!ambiguousTable) return null;
  event.preventDefault();
  const { value, selectionStart, selectionEnd } = event.currentTarget;
  return {
    ambiguousTable,
    remainingText: value.slice(0, selectionStart) + value.slice(selectionEnd),
  };
}

export function ClassListDialog({ session, api, onClose }: GroupsDialogProps) {
  const id = useId();
  const students = studentsOnClassList(session);
  const text = useSignal(
    formatClassList(students.map(({ name, room }) => ({
      name,
      room: room && session.facts.rooms.peek()[room]?.name,
    }))),
  );
  const missing = students.filter(({ is }) => is === "missing");
  const sentNames = useSignal<readonly ListedName[]>([]);
  const pastedTable = useSignal<PastedTable | null>(null);
  const keep = async () => {
    const ambiguousTable = findTable(text.value);
    if (ambiguousTable) {
      pastedTable.value = { ambiguousTable, remainingText: "" };
      return;
    }
    const names = sentNames.value = parseClassList(text.value);
    if (await api.act("PUT /class-list", { names })) onClose();
  };
  const files = useSignal<readonly File[] | null>(null);
  const folder = useSignal<string | null>(null);
  const fromFile = useLazyPart(
    files.value !== null || pastedTable.value !== null,
    () => import("../class_file/ClassFileImport.tsx"),
  );
  // While a file is previewed, `text` keeps the typed names.
  const back = () => {
    files.value = pastedTable.value = folder.value = null;
    requestAnimationFrame(() => document.getElementById(id)?.focus());
  };
  const take = (names: readonly ListedName[], typedText = text.value) => {
    text.value = appendNewNames(typedText, names);
    back();
  };
  if (files.value && fromFile) {
    return (
      <Modal key="list" title={t.title} onClose={onClose}>
        <fromFile.ClassFileImport
          files={files.value}
          onTake={(names) => take(names)}
          onBack={back}
        />
      </Modal>
    );
  }
  if (pastedTable.value && fromFile) {
    const { ambiguousTable, remainingText } = pastedTable.value;
    return (
      <Modal key="list" title={t.title} onClose={onClose}>
        <fromFile.PastedTableImport
          ambiguousTable={ambiguousTable}
          onTake={(names) => take(names, remainingText)}
          onBack={back}
        />
      </Modal>
    );
  }
  const trouble = api.refusal.value;
  const refused = trouble && findRefusedName(trouble, sentNames.value);
  const { names: listed, leftOut } = readClassList(text.value);
  const count = listed.length;
  return (
    <Modal key="list" title={t.title} hasFocus onClose={onClose}>
      <Form
        class="stack"
        onSubmit={keep}
        {...onFilesDropped((dropped) => {
          const [name] = listFolders(dropped);
          folder.value = name ?? null;
          if (name === undefined) files.value = [...dropped.files];
        })}
      >
        <TextAreaField
          id={id}
          autofocus
          class="class-list-names"
          label={t.names}
          hint={t.hint}
          rows={10}
          value={text}
          onInput={(event) => text.value = event.currentTarget.value}
          onPaste={(event) => {
            const table = takePastedTable(event);
            if (table) pastedTable.value = table;
          }}
        />
        <LeftOutLines lines={leftOut} />
        {folder.value !== null && (
          <Notice tone="stop">{t.folder({ name: folder.value })}</Notice>
        )}
        <FileButton onChoose={(chosen) => files.value = chosen} />
        {missing.length > 0 && (
          <p>
            {t.missing({ names: formatList(missing.map(({ name }) => name)) })}
          </p>
        )}
        {trouble && <RefusedList reason={trouble.detail} name={refused} />}
        <div class="actions">
          <Button
            type="submit"
            look="main"
            disabled={count + students.length === 0}
          >
            {t.keep({ count })}
          </Button>
          <Button onClick={onClose}>{frame.cancel}</Button>
        </div>
      </Form>
    </Modal>
  );
}

function RefusedList(
  { reason, name }: { reason: string; name: string | null },
) {
  return (
    <Notice tone="stop">
      {name === null ? reason : t.refused({ name, why: reason })}
    </Notice>
  );
}

function FileButton(
  { onChoose }: { onChoose: (files: readonly File[]) => void },
) {
  return (
    <label class="button class-list-file">
      <AttachIcon />
      {t.fromFile}
      <input
        class="visually-hidden"
        type="file"
        multiple
        accept=".csv,.tsv,.txt,.zip"
        onChange={({ currentTarget }) => {
          const chosen = [...currentTarget.files ?? []];
          currentTarget.value = "";
          if (chosen.length > 0) onChoose(chosen);
        }}
      />
    </label>
  );
}
