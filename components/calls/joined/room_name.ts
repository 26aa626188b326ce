/** What the room of a call is called on the page. */
import { calls as t } from "texts/calls.ts";
import type { Call } from "../call.ts";

/** The name of the room, where it is not plain: a class without groups has one alone. */
export function roomNameOf({ session: { facts } }: Call, room: string): string {
  return facts.rooms.value[room]?.name ?? t.mainRoom;
}

/** The same of the room in whose call one is, or would be; null: there are no others. */
export function roomToName(call: Call): string | null {
  const room = call.room.value;
  const { breakouts } = call.session.facts;
  return room === null || room === "main" && !breakouts.value.open
    ? null
    : roomNameOf(call, room);
}

/** How many are in the call, and of which room it is where there are others. */
export function countWords(call: Call): string {
  const count = call.people.value.length;
  const room = roomToName(call);
  return room === null ? t.count({ count }) : t.countIn({ room, count });
}
