/** **Broadcast**: a message of the teacher to all or some groups (B-11). */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { bounds } from "../../../classroom/model/bounds.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { Button, Form } from "../../ui/Button.tsx";
import { TextAreaField } from "../../ui/TextAreaField.tsx";
import { BroadcastIcon } from "../../page/desk_icons.tsx";
import { RefusedRequestNotice } from "../../client/RefusedRequestNotice.tsx";
import { GroupEmblem } from "../../client/GroupEmblem.tsx";
import { roomsInOrder } from "../../client/group_emblems.ts";
import { Modal } from "../../ui/Modal.tsx";
import type { GroupsDialogProps } from "./groups_api.ts";
import "../../ui/forms.css";
import "./groups_desk.css";

export function BroadcastDialog({ session, api, onClose }: GroupsDialogProps) {
  const id = useId();
  const text = useSignal("");
  const excludedRooms = useSignal<ReadonlySet<string>>(new Set());
  const rooms = roomsInOrder(session.facts.rooms.value);
  const chosen = rooms.filter((room) => !excludedRooms.value.has(room.id));
  const isReady = text.value.trim() !== "" && chosen.length > 0;
  const send = async () => {
    if (!isReady) return;
    const isForAll = chosen.length === rooms.length;
    const result = await api.add("POST /breakouts/broadcast", {
      text: text.value,
      ...isForAll ? {} : { rooms: chosen.map((room) => room.id) },
    });
    if (result.ok) onClose();
  };
  const toggle = (room: string, isChosen: boolean) => {
    const next = new Set(excludedRooms.value);
    if (isChosen) next.delete(room);
    else next.add(room);
    excludedRooms.value = next;
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
                checked={!excludedRooms.value.has(room.id)}
                onChange={(event) =>
                  toggle(room.id, event.currentTarget.checked)}
              />
              <GroupEmblem room={room} />
              {room.name}
            </label>
          ))}
        </fieldset>
        <RefusedRequestNotice api={api} />
        <div class="actions">
          <Button type="submit" look="main" disabled={!isReady}>
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
