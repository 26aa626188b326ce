/**
 * Shares resources with a class, changes them and takes them back. Writes `resources` of
 * `<s>/session` for students, and of `<s>/staff` with what they must not have: instructions, and solutions
 * before **Show results**.
 */
import { isRefusal, Refusal } from "../../sync/refusal.ts";
import {
  requireNotEnded,
  requireNotOver,
  requireStaff,
  requireTeacher,
} from "../model/acting.ts";
import { keepCopies, withCopies } from "../files/class_copies.ts";
import { activeRoom } from "../model/breakouts_layout.ts";
import type { Who } from "../model/who.ts";
import {
  type ClassDocuments,
  decideOnClass,
  readClass,
} from "../model/layout.ts";
import { noteActivityEvent } from "../model/activity_events.ts";
import type { AppServices } from "../app_services.ts";
import { notePress, pressed, pressOf } from "../presses.ts";
import { refusal, refusalAt } from "../model/refuse.ts";
import { newId } from "../model/ids.ts";
import { pageKey, pages } from "../model/pages_layout.ts";
import { kindFacts } from "../model/resources/kinds.ts";
import { tallies, type Tally, votesIn } from "../model/resources/results.ts";
import {
  type Check,
  fewest,
  isCheck,
  type Shared,
  type SharedKind,
} from "../model/resources/shared.ts";
import type { ResourceView } from "../model/resources/views.ts";
import { isTicketOpen } from "../checks/exit_tickets.ts";
import type { Library } from "../library/library.ts";
import { shown } from "../checks/results.ts";
import { hideNames } from "../checks/picks.ts";
import {
  copyPictures,
  keeping,
  type PictureParts,
} from "../library/pictures.ts";
import { startedAt } from "../checks/quiz_copy.ts";
import {
  allVotes,
  countToTell,
  readBatches,
  type VoteBatch,
} from "../checks/poll_counts.ts";
import {
  type ChangeAsked,
  changeResourceBody,
  type ShareAsked,
  shareBody,
} from "../library/resource_bodies.ts";
import {
  findShared,
  onPresent,
  replaceShared,
  resources,
  secrets,
  shareAgain,
  sharedNow,
  sheetsByPerson,
  unshare,
  votesCast,
} from "../model/resources_layout.ts";
import { requirePlace } from "../model/resources_place.ts";
import { givenThere, resourceView } from "./resource_view.ts";
import { actsWith } from "../define_act.ts";
import { changeFields } from "../define_kind.ts";
import { kinds } from "../kinds.ts";

interface ResourcesParts
  extends PictureParts, Pick<AppServices, "kv" | "sync" | "clock"> {
  library: Pick<Library, "get">;
}

/** Retries when votes arrive between reading and deciding. */
const tries = 50;

export class Resources {
  constructor(private readonly parts: ResourcesParts) {}

  /** Shares something at once. Repeating a press shares nothing more while students have it (SYNC-3). */
  async share(who: Who, ask: ShareAsked): Promise<Shared> {
    requireTeacher(who);
    const again = await this.#sharedBy(who, ask);
    if (again) return again;
    try {
      return await this.#shareNew(who, ask);
    } catch (thrown) {
      // Another request of the same press may have been quicker.
      const first = isRefusal(thrown) && await this.#sharedBy(who, ask);
      if (first) return first;
      throw thrown;
    }
  }

  async #shareNew(who: Who, ask: ShareAsked): Promise<Shared> {
    const { sync, files } = this.parts;
    const base = { id: newId(), at: 0, ...(ask.rooms && { rooms: ask.rooms }) };
    const asked = (Object.keys(kinds) as SharedKind[]).find((it) => it in ask)!;
    // Still with the teacher's own pictures.
    const made = await kinds[asked].give(ask, base, { who, ...this.parts });
    const pictured = [made.shared, ...made.secret.questions ?? []];
    const copies = await copyPictures(this.parts, who, pictured);
    const { shared, secret } = withCopies(copies, made);
    const decided = decideOnClass(sync, who, (docs, tx) => {
      requireNotOver(docs.session, tx.now);
      if (sharedBy(docs, ask, tx.now)) throw new Refusal("conflict");
      for (const room of ask.rooms ?? []) {
        if (!activeRoom(docs.session, room)) {
          throw refusalAt("rooms", "no-such-room");
        }
      }
      const next = { ...startedAt(docs.session, shared, tx.now), at: tx.now };
      requirePlace(docs, next, secret);
      keepCopies(docs, tx, who.own ?? who.member, copies, files.quota);
      resources(docs.session).push([next]);
      secrets(docs.staff).set(next.id, secret);
      if (isPresentable(next)) hideNames(docs.staff);
      notePress(docs.staff, pressOf("share", ask), [next.id], tx.now);
      return next;
    });
    return await keeping(this.parts, who.session, copies, decided);
  }

  /** The resource that this press has shared, if students have it. */
  async #sharedBy(who: Who, ask: ShareAsked): Promise<Shared | undefined> {
    if (ask.press === undefined) return undefined;
    return await readClass(
      this.parts.sync,
      who.session,
      (docs) => sharedBy(docs, ask, this.parts.clock()),
    );
  }

  async view(who: Who, id: string): Promise<ResourceView> {
    requireStaff(who);
    const { kv, sync } = this.parts;
    const batches = await readBatches(kv, who.session, id);
    return await readClass(
      sync,
      who.session,
      (docs) => resourceView(docs, id, countToTell(docs, id, batches)),
    );
  }

  /** Resources that were not taken back, oldest first. */
  async list(who: Who): Promise<Shared[]> {
    requireStaff(who);
    return await readClass(
      this.parts.sync,
      who.session,
      ({ session }) =>
        resources(session).toArray().map((it) => givenThere({ session }, it)),
    );
  }

  async change(who: Who, id: string, ask: ChangeAsked): Promise<ResourceView> {
    requireTeacher(who);
    const { kv, sync } = this.parts;
    for (let tried = 0; tried < tries; tried++) {
      const batches = await readBatches(kv, who.session, id);
      const done = await decideOnClass(sync, who, (docs, tx) => {
        // Marks and results may change after the class: students find them under `/my`.
        const { step, closed: isClosed, locked: isLocked } = ask;
        if ([step, isClosed, isLocked].some((it) => it !== undefined)) {
          requireNotEnded(docs.session);
        }
        const before: Shared = findShared(docs.session, id);
        if (!isPresentable(before)) throw new Refusal("not-found");
        let next = before;
        for (const field of changeFields) {
          if (ask[field] === undefined) continue;
          const change = kinds[before.kind].changes[field];
          if (!change) {
            throw field === "step"
              ? refusal("no-step")
              : new Refusal("not-found");
          }
          next = change({ docs, tx }, next, ask[field] as never);
        }
        if (ask.present || ask.step !== undefined) hideNames(docs.staff);
        if (ask.present !== undefined) {
          const resource = ask.present ? id : null;
          const { of } = ask;
          if (
            of !== undefined &&
            !pages(docs.session).has(pageKey({ resource: id, of }))
          ) {
            throw new Refusal("not-found");
          }
          onPresent(docs.staff).set("chosen", {
            resource,
            ...(ask.present && of !== undefined && { of }),
            at: tx.now,
          });
        }
        if (isCheck(next) && (ask.showResults || next.results)) {
          const tallied = tally(docs, next, batches);
          // Votes have arrived since reading.
          if (tallied === null) return null;
          next = shown(docs.staff, next, tallied, ask.showResults === true);
          if (ask.showResults) {
            noteActivityEvent(docs.staff, {
              kind: "results",
              at: tx.now,
              resource: id,
            });
          }
          if (batches.length > 0) {
            const secret = secrets(docs.staff).get(id) ?? {};
            const [{ counts }] = tallied;
            secrets(docs.staff).set(id, { ...secret, counts });
            for (const { key } of batches) tx.fact({ key, delete: true });
          }
        }
        if (next !== before) replaceShared(docs.session, id, next);
        return true;
      });
      if (done) return await this.view(who, id);
    }
    throw new Refusal("conflict");
  }

  /** Takes a resource back. The record keeps it, and conversations from it go on. */
  async takeBack(who: Who, id: string): Promise<void> {
    requireTeacher(who);
    const { sync } = this.parts;
    await decideOnClass(sync, who, (docs) => {
      const { session, staff } = docs;
      requireNotEnded(session);
      const taken = findShared(session, id);
      if (isTicketOpen(staff, id)) throw refusal("ticket-runs");
      kinds[taken.kind].along?.clear(docs, id);
      unshare(docs, taken);
    });
  }

  async bringBack(who: Who, id: string): Promise<Shared> {
    requireTeacher(who);
    const { sync } = this.parts;
    return await decideOnClass(sync, who, (docs, tx) => {
      requireNotOver(docs.session, tx.now);
      const taken = secrets(docs.staff).get(id)?.taken;
      if (!taken) throw new Refusal("not-found");
      requirePlace(docs, taken, {});
      shareAgain(docs, taken);
      kinds[taken.kind].along?.refill(docs, id);
      return taken;
    });
  }
}

/** Not if it is closed: then the same press shares a new one. */
function sharedBy(
  { session, staff }: ClassDocuments,
  ask: ShareAsked,
  now: number,
): Shared | undefined {
  const [id] = pressed(staff, pressOf("share", ask), now) ?? [];
  const shared = sharedNow(session, id);
  return shared?.closed ? undefined : shared;
}

function isPresentable({ kind }: Shared): boolean {
  return kindFacts[kind].presents !== "never";
}

/** Counts of the answers to each question; null: the batches of votes were read before the newest vote. */
function tally(
  { session, staff }: ClassDocuments,
  check: Check,
  batches: readonly VoteBatch[],
): Tally[] | null {
  const people = sheetsByPerson(session, staff, check.id);
  if (!check.anonymous) {
    return tallies(check, people.values());
  }
  const [{ id }] = check.questions;
  // Shown already: it takes no more votes.
  if (check.results && batches.length === 0) {
    const { counts } = secrets(staff).get(check.id) ?? {};
    if (!counts) return check.results;
    return [{ id, answered: votesCast(staff, check.id), counts }];
  }
  const all = allVotes(batches);
  const answered = votesIn(all);
  if (answered !== votesCast(staff, check.id)) return null;
  return [{ id, answered, counts: answered < fewest ? {} : all }];
}

const act = actsWith<{ resources: Resources }>();

export const resourceActs = [
  act("GET /resources", "observer", async ({ app, who }) => ({
    resources: await app.resources.list(who),
  })),
  act("POST /resources", "teacher", async ({ app, who, body }) => ({
    resource: await app.resources.share(who, body),
  }), { body: shareBody, status: 201 }),
  act(
    "GET /resources/:id",
    "observer",
    ({ app, who, params }) => app.resources.view(who, params.id),
  ),
  act(
    "PATCH /resources/:id",
    "teacher",
    ({ app, who, params, body }) => app.resources.change(who, params.id, body),
    { body: changeResourceBody },
  ),
  act(
    "DELETE /resources/:id",
    "teacher",
    ({ app, who, params }) => app.resources.takeBack(who, params.id),
  ),
  act("POST /resources/:id/undo", "teacher", async ({ app, who, params }) => ({
    resource: await app.resources.bringBack(who, params.id),
  })),
] as const;
