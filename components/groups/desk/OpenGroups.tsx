/** The window of **Groups** while they are open: their number, clock, frequent acts, and end. */
import { desk } from "texts/desk.ts";
import { groupsBoard as t } from "texts/groups_board.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { dialogRequest } from "../../chat/panel_requests.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { roomsInOrder } from "../../client/group_emblems.ts";
import {
  BroadcastIcon,
  GroupsIcon,
  ShuffleIcon,
} from "../../page/desk_icons.tsx";
import { showDeskPart } from "../../page/desk_part.ts";
import { Button } from "../../ui/Button.tsx";
import { BreakoutTimer } from "../BreakoutTimer.tsx";
import { EndButtons } from "./BreakoutButtons.tsx";
import type { GroupsApi } from "./groups_api.ts";

export function OpenGroups({ session, api, onDone }: {
  session: ClassSession;
  api: GroupsApi;
  onDone: () => void;
}) {
  const count = roomsInOrder(session.facts.rooms.value).length;
  const opens = (dialog: typeof dialogRequest.value) => () => {
    onDone();
    dialogRequest.value = dialog;
  };
  return (
    <div class="stack">
      <p class="cluster open-groups-state">
        <strong>{t.count({ count })}</strong>
        <BreakoutTimer session={session} isShown={false} />
      </p>
      <div class="actions">
        <Button
          onClick={() => {
            onDone();
            showDeskPart("groups");
          }}
        >
          <GroupsIcon />
          {desk.now.seeGroups}
        </Button>
        <Button onClick={opens("distribute")}>
          <ShuffleIcon />
          {t.distribute}
        </Button>
        <Button onClick={opens("broadcast")}>
          <BroadcastIcon />
          {groupsDesk.broadcast}
        </Button>
      </div>
      <div class="actions">
        <EndButtons session={session} api={api} onEnd={onDone} />
        <Button look="bare" onClick={opens("setup")}>{t.more}</Button>
      </div>
    </div>
  );
}
