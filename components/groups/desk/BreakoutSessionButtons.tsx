import { useId } from "preact/hooks";
import { groupsDesk as t } from "texts/groups_desk.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { dialogRequest } from "../../chat/panel_requests.ts";
import { Button } from "../../ui/Button.tsx";
import { BringBackIcon } from "../../ui/icons.tsx";
import { TrashIcon } from "../../ui/later_icons.tsx";
import type { GroupsApi } from "./groups_api.ts";
import { roomsInOrder } from "../../client/group_emblems.ts";
import { BreakoutButtons } from "./BreakoutButtons.tsx";
import "../../ui/popovers/popovers.ts";
import "./groups_desk.css";

/** The buttons of **Set up breakout rooms**: open, bring back messages, delete (B-7, B-15). */
export function BreakoutSessionButtons(
  { session, api }: { session: ClassSession; api: GroupsApi },
) {
  const { breakouts, rooms, isLive } = session.facts;
  const { open } = breakouts.value;
  const hint = useId();
  const hasRooms = roomsInOrder(rooms.value).length > 0;
  return (
    <div class="actions session-buttons">
      <BreakoutButtons session={session} api={api} />
      {hasRooms && (
        <Button
          look="bare erases"
          onClick={() => dialogRequest.value = "delete"}
        >
          <TrashIcon />
          {t.delete}
        </Button>
      )}
      {/* Separate from **Start**, and explained, since it brings back messages, not students. */}
      {!open && hasRooms && isLive.value && (
        <p class="cluster bring-back">
          <span class="quiet small" id={hint}>{t.bringBackHint}</span>
          <Button
            look="small"
            aria-describedby={hint}
            onClick={() => bringMessagesBack(api)}
          >
            <BringBackIcon />
            {t.bringBack}
          </Button>
        </p>
      )}
    </div>
  );
}

export async function bringMessagesBack(api: GroupsApi): Promise<void> {
  const result = await api.act("POST /breakouts/bring-back");
  if (result) {
    api.announcement.value = t.broughtCount({ count: result.messages.length });
  }
}
