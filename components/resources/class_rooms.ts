import { groupName } from "../../formats/group_names.ts";
import {
  assignGroupEmblems,
  type RoomWithEmblem,
} from "../client/group_emblems.ts";
import { requestAct } from "../client/session_api.ts";

export interface RunningClass {
  readonly id: string;
  readonly name: string;
}

/** The current groups; empty if the request fails. */
export async function fetchClassRooms(
  session: string,
): Promise<Readonly<Record<string, RoomWithEmblem>>> {
  const answer = await requestAct(session, "GET /breakouts/rooms");
  const living = answer.ok
    ? answer.body.rooms.filter(({ archivedAt }) => archivedAt === undefined)
    : [];
  return assignGroupEmblems(
    Object.fromEntries(
      living.map(({ id, name, order }) => [id, { name, order }]),
    ),
    groupName,
  );
}
