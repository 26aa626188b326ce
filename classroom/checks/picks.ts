/**
 * **Pick a student** (R-6), or a group: picks among those online, each once per round. Writes `picks` of `<s>/staff`:
 * who was picked, and whose name is on **Present**.
 */
import type * as Y from "yjs";
import { z } from "zod";
import type { Tx } from "../../sync/authority.ts";
import { requireRunning, requireTeacherRole } from "../model/permissions.ts";
import { listActiveRooms, listStudents } from "../model/breakouts_layout.ts";
import {
  makeSeededRandom,
  newSeed,
  type RandomSource,
} from "../model/seeded_random.ts";
import type { Identity } from "../model/members.ts";
import { type ClassDocuments, decideOnClass } from "../model/layout.ts";
import type { AppServices } from "../app_services.ts";
import { refusal } from "../model/refuse.ts";
import { idSchema } from "../model/field_schemas.ts";
import { members } from "../model/roots.ts";
import { pickEntries } from "../model/staff_roots.ts";
import { defineActsFor } from "../define_act.ts";
import { namedIdSchema } from "../model/result_schemas.ts";

/**
 * Body of `POST /api/sessions/:s/pick`; `notHere`: id of a picked student or group who is absent and can be picked
 * again in this round.
 */
export const pickBody = z.strictObject({
  from: z.enum(["students", "groups"]).default("students"),
  notHere: idSchema.optional(),
});

/** Body of `PATCH /api/sessions/:s/pick`: whose name is on **Present**; null: nobody's. */
const showPickBody = z.strictObject({ show: idSchema.nullable() });

const pickViewSchema = z.union([
  z.object({ member: namedIdSchema, name: z.string() }),
  z.object({ room: namedIdSchema, name: z.string() }),
]);
type PickView = z.output<typeof pickViewSchema>;

export class StudentPicker {
  constructor(private readonly parts: Pick<AppServices, "sync">) {}

  /** Also hides the last name from **Present**. */
  async pickNext(
    who: Identity,
    { from, notHere }: z.output<typeof pickBody>,
  ): Promise<PickView> {
    requireTeacherRole(who);
    const seed = newSeed();
    return await decideOnClass(this.parts.sync, who, (docs, tx) => {
      requireRunning(docs.session, tx.now);
      return pickFrom(docs, { from, notHere }, seed, tx);
    });
  }

  async showPick(
    who: Identity,
    { show }: z.output<typeof showPickBody>,
  ): Promise<void> {
    requireTeacherRole(who);
    await decideOnClass(this.parts.sync, who, ({ session, staff }) => {
      if (show !== null && !pickEntries(staff).has(show)) {
        throw refusal("not-found");
      }
      if (members(session).get(show ?? "")?.removed) {
        throw refusal("not-found");
      }
      hidePickedNames(staff);
      const picked = pickEntries(staff).get(show ?? "");
      if (picked) pickEntries(staff).set(show!, { ...picked, shown: true });
    });
  }
}

function pickFrom(
  { session, staff }: ClassDocuments,
  { from, notHere }: z.output<typeof pickBody>,
  seed: number,
  { online, now }: Pick<Tx, "online" | "now">,
): PickView {
  const present = listStudents(session).filter(({ id }) => online.has(id));
  const groups = listActiveRooms(session)
    .filter(({ id }) => present.some(({ room }) => room === id));
  const isOfKind = (id: string) =>
    members(session).has(id) === (from === "students");
  const entries = pickEntries(staff);
  const entriesOfKind = [...entries].filter(([id]) => isOfKind(id))
    .sort(([, a], [, b]) => a.n - b.n);
  const pickedIds = new Set(
    entriesOfKind.map(([id]) => id).filter((id) => id !== notHere),
  );
  const turn = choosePick(
    (from === "students" ? present : groups).map(({ id }) => id),
    { picked: pickedIds, last: entriesOfKind.at(-1)?.[0] ?? null },
    makeSeededRandom(seed),
    notHere,
  );
  if (!turn) {
    throw refusal(from === "students" ? "nobody-to-pick" : "no-group-to-pick");
  }
  const n = 1 + Math.max(0, ...[...entries.values()].map((it) => it.n));
  hidePickedNames(staff);
  const { id, isNewRound } = turn;
  for (const [pickedId] of entriesOfKind) {
    if (isNewRound || pickedId === notHere) entries.delete(pickedId);
  }
  entries.set(id, { n, at: now });
  const group = groups.find((it) => it.id === id);
  return from === "groups" && group
    ? { room: id, name: group.name }
    : { member: id, name: members(session).get(id)!.name };
}

export function hidePickedNames(staff: Y.Doc): void {
  for (const [id, { shown, ...picked }] of [...pickEntries(staff)]) {
    if (shown) pickEntries(staff).set(id, picked);
  }
}

const act = defineActsFor<{ picks: StudentPicker }>();

export const pickActs = [
  act("POST /pick", "teacher", async ({ app, who, body }) => ({
    picked: await app.picks.pickNext(who, body),
  }), { body: pickBody, result: z.object({ picked: pickViewSchema }) }),
  act(
    "PATCH /pick",
    "teacher",
    ({ app, who, body }) => app.picks.showPick(who, body),
    { body: showPickBody },
  ),
] as const;

// Turns: everyone once per round. Pure.

interface Turns {
  picked: ReadonlySet<string>;
  last: string | null;
}

/**
 * Picks at random among those not picked in this round; null if nobody is here. A new round does not begin with the
 * last one picked, unless nobody else is here.
 * @param aside id that is picked only if nobody else is here
 */
export function choosePick(
  presentIds: readonly string[],
  { picked, last }: Turns,
  random: RandomSource,
  aside?: string,
): { id: string; isNewRound: boolean } | null {
  const otherIds = presentIds.filter((id) => id !== aside);
  const waiting = otherIds.filter((id) => !picked.has(id));
  const isNewRound = waiting.length === 0;
  const choices = [
    waiting,
    otherIds.filter((id) => id !== last),
    otherIds,
    presentIds,
  ];
  const from = choices.find(({ length }) => length > 0);
  if (!from) return null;
  return { id: from[Math.floor(random() * from.length)], isNewRound };
}
