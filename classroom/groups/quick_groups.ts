/**
 * Groups at one press (B-6 to B-8): a class without any gets as many as it needs, everybody is put in one of them by
 * lot, and they open; by hand or automatic, as the class has it. Undo takes all of it back.
 */
import { z } from "zod";
import { refusal } from "../model/refuse.ts";
import {
  activeRooms,
  breakouts,
  rulesOf,
  setBreakouts,
  students,
} from "../model/breakouts_layout.ts";
import { distribute } from "./spread/distribution.ts";
import { rememberUndo } from "./moves.ts";
import { capacity, openRooms } from "./opening.ts";
import { assignRooms, makeRoom } from "./room_assignment.ts";
import { seededRandom } from "../model/seeded_random.ts";
import { requireRunning } from "../model/acting.ts";
import type { ClassDocuments } from "../model/layout.ts";
import { bounds } from "../model/bounds.ts";
import { newId } from "../model/ids.ts";
import type { Moved } from "../model/views.ts";

/** Body of `POST /api/sessions/:s/breakouts/groups`: of how many each, and whether only those who are online. */
export const quickGroupsBody = z.strictObject({
  of: capacity,
  onlineOnly: z.boolean().default(false),
});

/** Makes the groups, fills and opens them. `conflict` where there are groups already, or nobody to put in them. */
export function makeQuickGroups(
  docs: ClassDocuments,
  { of, onlineOnly }: z.output<typeof quickGroupsBody>,
  online: ReadonlySet<string>,
  seed: number,
  now: number,
): Moved[] {
  const { session } = docs;
  requireRunning(session, now);
  if (activeRooms(session).length > 0) throw refusal("groups-there-already");
  const all = students(session)
    .filter(({ id }) => !onlineOnly || online.has(id));
  if (all.length === 0) throw refusal("nobody-to-group");
  const before = rulesOf(session);
  const wasOpen = breakouts(session, "open") === true;
  if (Math.ceil(all.length / of) > bounds.rooms && !before.auto) {
    throw refusal("rooms-at-most", { most: bounds.rooms });
  }
  // Who comes later finds groups of this size too; where there is no limit, none is set.
  if (before.capacity !== null) setBreakouts(session, { capacity: of });
  const { made, moves } = distribute(
    {
      groups: [],
      students: all.map((it) => ({ ...it, online: true })),
      rules: { ...before, auto: true, capacity: of },
    },
    {
      how: "shuffle",
      onlineOnly: false,
      locked: new Set(),
      apart: [],
      met: new Map(),
    },
    newId,
    seededRandom(seed),
  );
  made.forEach((group) => makeRoom(session, group));
  const moved = assignRooms(docs, "distribute", moves, now);
  openRooms(docs, now, new Set(all.map(({ id }) => id)));
  rememberUndo(docs, {
    how: "distribute",
    moved,
    made: made.map(({ id }) => id),
    before: { open: wasOpen, capacity: before.capacity, of },
    now,
  });
  return moved;
}
