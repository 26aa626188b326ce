/** The groups of a class, for a page that is none of its own. */
import { groupName } from "../../locales/group_names.ts";
import { type MarkedRoom, withLooks } from "../groups/marks.ts";
import { askSession } from "../client/session_api.ts";

/** The class of a teacher that runs. */
export interface RunningClass {
  readonly id: string;
  readonly name: string;
}

/** Those that there are now; where they cannot be had, none. */
export async function classRooms(
  session: string,
): Promise<Readonly<Record<string, MarkedRoom>>> {
  const answer = await askSession(session, "GET /breakouts/rooms");
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
