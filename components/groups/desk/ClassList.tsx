/** **Class list**: names pasted before class, and who of them is missing (J-8). */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { classList as t } from "texts/groups_desk.ts";
import { readClassList, writeClassList } from "./class_list.ts";
import { listedStudents } from "./listed_students.ts";
import { RefusedNotice } from "../../session/RefusedNotice.tsx";
import { Button, Form } from "../../ui/Button.tsx";
import { AreaField } from "../../ui/AreaField.tsx";
import { Modal } from "../../ui/Modal.tsx";
import type { DialogProps } from "./groups_api.ts";
import "./ClassList.css";
import { writeList } from "../../ui/list.ts";

/** The dialog. */
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
  const keep = async () => {
    const names = readClassList(text.value);
    if (await api.act("PUT", "/class-list", { names })) onClose();
  };
  return (
    <Modal title={t.title} onClose={onClose}>
      <Form class="stack" onSubmit={keep}>
        <AreaField
          id={id}
          class="class-list-names"
          label={t.names}
          hint={t.hint}
          rows={10}
          value={text}
          onInput={(event) => text.value = event.currentTarget.value}
        />
        {missing.length > 0 && (
          <p>
            {t.missing({ names: writeList(missing.map(({ name }) => name)) })}
          </p>
        )}
        <RefusedNotice api={api} />
        <div class="actions">
          <Button type="submit" look="main">
            {t.keep({ count: readClassList(text.value).length })}
          </Button>
          <Button onClick={onClose}>{frame.cancel}</Button>
        </div>
      </Form>
    </Modal>
  );
}
