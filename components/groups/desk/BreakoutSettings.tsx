import { useId, useMemo } from "preact/hooks";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { dialogRequest } from "../../chat/panel_requests.ts";
import { roomsInOrder } from "../../client/group_emblems.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { RefusedRequestNotice } from "../../client/RefusedRequestNotice.tsx";
import { GroupsIcon } from "../../page/desk_icons.tsx";
import { Button } from "../../ui/Button.tsx";
import { TrashIcon } from "../../ui/later_icons.tsx";
import { AutoBreakoutFields } from "./AutoBreakoutFields.tsx";
import { GroupsApi } from "./groups_api.ts";

/** Breakout rooms in the settings of a class (B-1, B-15). */
export function BreakoutSettings({ session }: { session: ClassSession }) {
  const api = useMemo(() => new GroupsApi(session.seat.session), [session]);
  const id = useId();
  const hasRooms = roomsInOrder(session.facts.rooms.value).length > 0;
  return (
    <section class="card stack" aria-labelledby={id}>
      <h2 id={id}>{t.settings}</h2>
      <AutoBreakoutFields session={session} api={api} />
      <RefusedRequestNotice api={api} />
      <div class="actions">
        <Button onClick={() => dialogRequest.value = "setup"}>
          <GroupsIcon />
          {t.setUp}
        </Button>
        <Button
          look="bare erases"
          disabled={!hasRooms}
          onClick={() => dialogRequest.value = "delete"}
        >
          <TrashIcon />
          {t.delete}
        </Button>
      </div>
    </section>
  );
}
