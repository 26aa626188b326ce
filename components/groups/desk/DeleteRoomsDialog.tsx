/** Asks before groups are deleted (B-15). Their students return, and their messages stay in the record. */
import { frame } from "texts/everywhere.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { Button } from "../../ui/Button.tsx";
import { TrashIcon } from "../../ui/later_icons.tsx";
import { RefusedRequestNotice } from "../../client/RefusedRequestNotice.tsx";
import { roomsInOrder } from "../../client/group_emblems.ts";
import { Modal } from "../../ui/Modal.tsx";
import type { GroupsDialogProps } from "./groups_api.ts";

export function DeleteRoomsDialog(
  { session, api, onClose }: GroupsDialogProps,
) {
  const count = roomsInOrder(session.facts.rooms.value).length;
  const remove = async () => {
    if (await api.act("DELETE /breakouts/rooms")) onClose();
  };
  return (
    <Modal title={t.deleteAsk} onClose={onClose}>
      <div class="stack">
        <p>{t.deleteText({ count })}</p>
        <RefusedRequestNotice api={api} />
        <div class="actions">
          <Button look="stop" onClick={remove}>
            <TrashIcon />
            {t.delete}
          </Button>
          <Button onClick={onClose}>{frame.cancel}</Button>
        </div>
      </div>
    </Modal>
  );
}
