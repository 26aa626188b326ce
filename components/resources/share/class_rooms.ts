/** The groups of a class, for a page that is none of its own. */
import type { RoomView } from "../../../classroom/model/views.ts";
import { groupName } from "../../../locales/group_names.ts";
import { type MarkedRoom, withLooks } from "../../groups/marks.ts";
import { ask } from "../../session/ask.ts";

/** The class of a teacher that runs. */
export interface RunningClass {
  readonly id: string;
  readonly name: string;
}

/** Those that there are now; where they cannot be had, none. */
export async function classRooms(
  session: string,
): Promise<Readonly<Record<string, MarkedRoom>>> {
  const path = `/api/sessions/${session}/breakouts/rooms`;
  const answer = await ask<{ rooms: RoomView[] }>("GET", path);
  const living = answer.ok
    ? answer.body.rooms.filter(({ archivedAt }) => archivedAt === undefined)
    : [];
  return withLooks(
    Object.fromEntries(
      living.map(({ id, name, order }) => [id, { name, order }]),
    ),
    groupName,
  );
}
