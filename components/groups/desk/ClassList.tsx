/** **Class list**: names pasted or read from a school's file (D-3), and who is missing (J-8). */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { classList as t } from "texts/groups_desk.ts";
import {
  type Pasted,
  type PastedTable,
  tableIn,
  tableInPaste,
} from "../class_file/name_columns.ts";
import {
  addNames,
  readClassList,
  refusedName,
  writeClassList,
} from "./class_list.ts";
import { listedStudents } from "./listed_students.ts";
import { Button, Form } from "../../ui/Button.tsx";
import { AreaField } from "../../ui/AreaField.tsx";
import { AttachIcon } from "../../ui/icons.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { useLoaded } from "../../ui/use_loaded.ts";
import type { DialogProps } from "./groups_api.ts";
import "./groups_desk.css";
import { writeList } from "../../ui/list.ts";

export function ClassList({ session, api, onClose }: DialogProps) {
  const id = useId();
  const all = listedStudents(session);
  const text = useSignal(
    writeClassList(all.map(({ name, room }) => ({
      name,
      room: room && session.facts.rooms.peek()[room]?.name,
    }))),
  );
  const missing = all.filter(({ is }) => is === "missing");
  const sent = useSignal<readonly Pasted[]>([]);
  const pasted = useSignal<{ of: PastedTable; rest: string } | null>(null);
  const keep = async () => {
    const of = tableIn(text.value);
    if (of) {
      pasted.value = { of, rest: "" };
      return;
    }
    const names = sent.value = readClassList(text.value);
    if (await api.act("PUT /class-list", { names })) onClose();
  };
  const files = useSignal<readonly File[] | null>(null);
  const fromFile = useLoaded(
    files.value !== null || pasted.value !== null,
    () => import("../class_file/ClassFile.tsx"),
  );
  const area = () => document.getElementById(id)?.focus();
  // Typed names stay in `text` while a file is previewed.
  const back = () => {
    files.value = pasted.value = null;
    requestAnimationFrame(area);
  };
  if (files.value && fromFile) {
    return (
      <Modal key="list" title={t.title} onClose={onClose}>
        <fromFile.ClassFile
          files={files.value}
          onTake={(names) => {
            text.value = addNames(text.value, names);
            back();
          }}
          onBack={back}
        />
      </Modal>
    );
  }
  if (pasted.value && fromFile) {
    const { of, rest } = pasted.value;
    return (
      <Modal key="list" title={t.title} onClose={onClose}>
        <fromFile.PastedNames
          of={of}
          onTake={(names) => {
            text.value = addNames(rest, names);
            back();
          }}
          onBack={back}
        />
      </Modal>
    );
  }
  const trouble = api.trouble.value;
  const refused = trouble && refusedName(trouble, sent.value);
  const count = readClassList(text.value).length;
  return (
    <Modal key="list" title={t.title} hasFocus onClose={onClose}>
      <Form class="stack" onSubmit={keep}>
        <AreaField
          id={id}
          autofocus
          class="class-list-names"
          label={t.names}
          hint={t.hint}
          rows={10}
          value={text}
          onInput={(event) => text.value = event.currentTarget.value}
          onPaste={(event) => {
            const words = event.clipboardData?.getData("text/plain") ?? "";
            const of = tableInPaste(words);
            if (!of) return;
            event.preventDefault();
            const { value, selectionStart, selectionEnd } = event.currentTarget;
            const rest = value.slice(0, selectionStart) +
              value.slice(selectionEnd);
            pasted.value = { of, rest };
          }}
        />
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
              if (chosen.length > 0) files.value = chosen;
            }}
          />
        </label>
        {missing.length > 0 && (
          <p>
            {t.missing({ names: writeList(missing.map(({ name }) => name)) })}
          </p>
        )}
        {trouble && (
          <Notice tone="stop">
            {refused === null
              ? trouble.detail
              : t.refused({ name: refused, why: trouble.detail })}
          </Notice>
        )}
        <div class="actions">
          <Button
            type="submit"
            look="main"
            disabled={count + all.length === 0}
          >
            {t.keep({ count })}
          </Button>
          <Button onClick={onClose}>{frame.cancel}</Button>
        </div>
      </Form>
    </Modal>
  );
}
