/**
 * Taking calls (S-9): a call goes to all teachers until one takes it; of two at once, the first. It is
 * released on request, or when the teacher loses the role or is offline for two minutes. Writes `taken` of
 * the staff's document.
 */
import type * as Y from "yjs";
import { Refusal } from "../../sync/refusal.ts";
import { requireRunning, requireTeacher } from "../model/acting.ts";
import { studentsOf } from "../model/conversations_layout.ts";
import { help } from "../model/breakouts_layout.ts";
import type { Who } from "../model/who.ts";
import {
  type ClassDocuments,
  decideOnClass,
  isRunning,
  members,
  waitingIn,
} from "../model/layout.ts";
import type { AppServices } from "../app_services.ts";
import { cameByName } from "../model/people_layout.ts";
import {
  type AttentionKey,
  attentionOf,
  type Taken,
  takenBy,
  type TakenView,
} from "../model/monitoring/attention.ts";
import { iso } from "../model/times.ts";
import { actsWith, nothing } from "../define_act.ts";

/** Time offline after which a taken call is released (ms). */
const goneAfter = 2 * 60_000;

/** By {@link AttentionKey}. */
export function takenIn(staff: Y.Doc): Y.Map<Taken> {
  return staff.getMap<Taken>("taken");
}

export class SignalClaims {
  readonly #sync: AppServices["sync"];

  constructor({ sync }: Pick<AppServices, "sync">) {
    this.#sync = sync;
  }

  /** Takes a call; returns its taker, who may have been earlier. */
  async take(who: Who, key: string): Promise<TakenView> {
    requireTeacher(who);
    return await decideOnClass(this.#sync, who, (docs, { now }) => {
      requireRunning(docs.session, now);
      const since = attention(docs.staff).get(key as AttentionKey);
      if (since === undefined) throw new Refusal("not-found");
      const taken = takenIn(docs.staff);
      let entry = taken.get(key);
      if (!entry || entry.of !== since || isGone(docs.session, entry)) {
        entry = { by: who.member, at: now, of: since };
        taken.set(key, entry);
      }
      const { by, at } = entry;
      const name = members(docs.session).get(by)?.name ?? "";
      return { by, name, at: iso(at) };
    });
  }

  /** Releases a call. Refuses another's. */
  async giveBack(who: Who, key: string): Promise<void> {
    requireTeacher(who);
    await decideOnClass(this.#sync, who, ({ staff }) => {
      const taken = takenIn(staff);
      const since = attention(staff).get(key as AttentionKey);
      const by = takenBy(taken.get(key), since);
      if (by === undefined) return;
      if (by !== who.member) throw new Refusal("not-allowed");
      taken.delete(key);
    });
  }
}

/** Changes by time: entries to write; null: to delete. */
export function changesOfTaken(
  { session, staff }: ClassDocuments,
  online: ReadonlySet<string>,
  now: number,
): [key: string, taken: Taken | null][] {
  const changed: [string, Taken | null][] = [];
  if (takenIn(staff).size === 0 || !isRunning(session, now)) return changed;
  const all = attention(staff);
  for (const [key, entry] of takenIn(staff)) {
    const { away, ...here } = entry;
    const isHere = online.has(entry.by);
    const isOver = entry.of !== all.get(key as AttentionKey) ||
      isGone(session, entry) ||
      !isHere && away !== undefined && now - away >= goneAfter;
    if (isOver) changed.push([key, null]);
    else if (isHere && away !== undefined) changed.push([key, here]);
    else if (!isHere && away === undefined) {
      changed.push([key, { ...entry, away: now }]);
    }
  }
  return changed;
}

function attention(staff: Y.Doc) {
  return attentionOf({
    help: help(staff).toArray(),
    waiting: waitingIn(staff).toJSON(),
    byName: cameByName(staff).toJSON(),
    students: studentsOf(staff).toJSON(),
  });
}

function isGone(session: Y.Doc, { by }: Taken): boolean {
  const member = members(session).get(by);
  return member?.role !== "teacher" || member.removed === true;
}

const act = actsWith<{ taking: SignalClaims }>();

export const takingActs = [
  act("PUT /taken/:key", "teacher", async ({ app, who, params }) => ({
    taken: await app.taking.take(who, params.key),
  }), { body: nothing }),
  act(
    "DELETE /taken/:key",
    "teacher",
    ({ app, who, params }) => app.taking.giveBack(who, params.key),
  ),
] as const;
