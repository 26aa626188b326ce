import { yourGroup as t } from "texts/groups_yours.ts";
import { removeDoubledStops } from "../../locales/doubled_stops.ts";
import { roomRequest } from "../chat/panel_requests.ts";
import type { ClassSession } from "../client/class_session.ts";
import { Button } from "../ui/Button.tsx";
import { formatList } from "../../formats/format_list.ts";
import { studentsOfGroup } from "./group_members.ts";
import { GroupEmblem } from "../client/GroupEmblem.tsx";
import "./groups.css";

/** The student's group and its members, as a button that opens the group's chat (B-9). */
export function YourGroup(
  { session, room }: { session: ClassSession; room: string },
) {
  const { facts, seat } = session;
  const group = facts.rooms.value[room];
  if (!group) return null;
  const otherNames = studentsOfGroup(facts.members.value, room)
    .filter(({ id }) => id !== seat.member)
    .map(({ name }) => name);
  // "Your group: A", not "Your group: Group A".
  const { letter } = group.looks;
  const name = group.name.endsWith(` ${letter}`) ? letter : group.name;
  const who = { name, others: formatList(otherNames) };
  return (
    <Button look="your-group" onClick={() => roomRequest.value = room}>
      <GroupEmblem room={group} />
      <span>
        {removeDoubledStops(otherNames.length > 0 ? t.with(who) : t.alone(who))}
      </span>
    </Button>
  );
}
