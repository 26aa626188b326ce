/** The groups of a class, for pages that have not opened it. */
import { groupName } from "../../locales/group_names.ts";
import { type MarkedRoom, withLooks } from "../groups/marks.ts";
import { askSession } from "../client/session_api.ts";

export interface RunningClass {
  readonly id: string;
  readonly name: string;
}

/** The current groups; none if the request fails. */
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
