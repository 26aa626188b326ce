/** What the room of a call is called on the page. */
import { calls as t } from "texts/calls.ts";
import type { Call } from "../call.ts";

/** The name of the room, where it is not plain: a class without groups has one alone. */
export function roomNameOf({ session: { facts } }: Call, room: string): string {
  return facts.rooms.value[room]?.name ?? t.mainRoom;
}

/** How many are in the call, and of which room it is where there are others. */
export function countWords(call: Call): string {
  const room = call.room.value;
  const count = call.people.value.length;
  const { breakouts } = call.session.facts;
  return room === null || room === "main" && !breakouts.value.open
    ? t.count({ count })
    : t.countIn({ room: roomNameOf(call, room), count });
}
