/** How many students are in no group, where there are groups for them or groups are made for them, and the way to change that (B-4, B-6). */
import { groupsDesk as t } from "texts/groups_desk.ts";
import type { ClassSession } from "../../session/class_session.ts";
import { dialogRequest } from "../../chat/panel_requests.ts";
import { membersOf } from "../group_members.ts";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { activeRooms } from "../marks.ts";

/** The notice with **Distribute Students**; nothing where everybody is in a group, or there is none to be in. */
export function NotInGroup({ session }: { session: ClassSession }) {
  const alone = membersOf(session.facts.members.value, null).length;
  const auto = session.facts.breakouts.value.auto === true;
  if (alone === 0) return null;
  if (!auto && activeRooms(session.facts.rooms.value).length === 0) {
    return null;
  }
  return (
    <Notice tone="warn">
      <span>{t.notInGroup({ count: alone })}</span>
      <Button onClick={() => dialogRequest.value = "distribute"}>
        {t.distribute}
      </Button>
    </Notice>
  );
}
