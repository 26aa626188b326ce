/** **Broadcast**: a message of the teacher to all or some groups (B-11). */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { bounds } from "../../../classroom/model/bounds.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { Button, Form } from "../../ui/Button.tsx";
import { TextAreaField } from "../../ui/TextAreaField.tsx";
import { BroadcastIcon } from "../../page/desk_icons.tsx";
import { RefusedRequestNotice } from "../../client/RefusedRequestNotice.tsx";
import { GroupMark } from "../../client/GroupMark.tsx";
import { roomsInOrder } from "../../client/group_marks.ts";
import { Modal } from "../../ui/Modal.tsx";
import type { GroupsDialogProps } from "./groups_api.ts";
import "../../ui/forms.css";
import "./groups_desk.css";

export function BroadcastDialog({ session, api, onClose }: GroupsDialogProps) {
  const id = useId();
  const text = useSignal("");
  const without = useSignal<ReadonlySet<string>>(new Set());
  const rooms = roomsInOrder(session.facts.rooms.value);
  const chosen = rooms.filter((room) => !without.value.has(room.id));
  const ready = text.value.trim() !== "" && chosen.length > 0;
  const send = async () => {
    if (!ready) return;
    const all = chosen.length === rooms.length;
    const done = await api.add("POST /breakouts/broadcast", {
      text: text.value,
      ...all ? {} : { rooms: chosen.map((room) => room.id) },
    });
    if (done.ok) onClose();
  };
  const toggle = (room: string, on: boolean) => {
    const next = new Set(without.value);
    if (on) next.delete(room);
    else next.add(room);
    without.value = next;
  };
  return (
    <Modal title={t.broadcast} hasFocus onClose={onClose}>
      <Form class="stack" onSubmit={send}>
        <TextAreaField
          id={id}
          isMessage
          autofocus
          label={t.broadcastText}
          hint={t.broadcastHint}
          rows={4}
          maxLength={bounds.broadcast}
          value={text}
          onInput={(event) => text.value = event.currentTarget.value}
        />
        <fieldset class="choice-rows grid broadcast-rooms">
          <legend>{t.broadcastTo}</legend>
          {rooms.map((room) => (
            <label key={room.id}>
              <input
                type="checkbox"
                checked={!without.value.has(room.id)}
                onChange={(event) =>
                  toggle(room.id, event.currentTarget.checked)}
              />
              <GroupMark room={room} />
              {room.name}
            </label>
          ))}
        </fieldset>
        <RefusedRequestNotice api={api} />
        <div class="actions">
          <Button type="submit" look="main" disabled={!ready}>
            <BroadcastIcon />
            {chosen.length === rooms.length
              ? t.sendToAll
              : t.sendToSome({ count: chosen.length })}
          </Button>
        </div>
      </Form>
    </Modal>
  );
}
