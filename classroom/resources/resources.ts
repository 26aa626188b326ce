/**
 * Shares resources with a class, changes them and takes them back. Writes `resources` of `<s>/session` for
 * students, and of `<s>/staff` with what students must not have: instructions, and solutions before **Show results**.
 */
import { z } from "zod";
import { isRefusal } from "../../sync/refusal.ts";
import {
  requireNotEnded,
  requireNotOver,
  requireStaffRole,
  requireTeacherRole,
} from "../model/permissions.ts";
import {
  keepPictureCopies,
  withPictureCopies,
} from "../files/picture_copies.ts";
import { findActiveRoom } from "../model/breakouts_layout.ts";
import type { Identity } from "../model/members.ts";
import {
  type ClassDocuments,
  decideOnClass,
  readClassDocuments,
} from "../model/layout.ts";
import { recordActivityEvent } from "../model/activity_events.ts";
import type { AppServices } from "../app_services.ts";
import {
  findEarlierResults,
  idempotencyKeyOf,
  idempotentRequest,
  recordIdempotencyKey,
} from "../idempotency.ts";
import { refusal, refusalForField } from "../model/refuse.ts";
import { newId } from "../model/ids.ts";
import { showGroupsBody, showGroupsOnPresent } from "./groups_on_present.ts";
import { pageKey } from "../model/pages_layout.ts";
import {
  type CheckResource,
  isCheck,
  minAnonymousVotes,
  type ResourceKind,
  resourceKindFacts,
  type SharedResource,
} from "../model/resources/shared_resources.ts";
import {
  countAnswers,
  groupForms,
  type QuestionCounts,
  sumCounts,
} from "../model/resources/results.ts";
import {
  resourceSchema,
  type ResourceView,
  resourceViewSchema,
} from "../model/resources/views.ts";
import { isTicketOpen } from "../checks/exit_tickets.ts";
import type { Library } from "../library/library.ts";
import { withResults } from "../checks/results.ts";
import { hidePickedNames } from "../checks/picks.ts";
import {
  copyPictures,
  dropCopiesOnFailure,
  type PictureParts,
} from "../library/resource_pictures.ts";
import { withEndTimeIfRunning } from "../checks/quiz_copy.ts";
import {
  countToPublish,
  readVoteBatches,
  sumVotes,
  type VoteBatch,
} from "../checks/poll_counts.ts";
import {
  changeResourceBody,
  type ResourceChangeRequest,
  shareBody,
  type ShareRequest,
} from "../library/resource_bodies.ts";
import {
  answerSheetsByPerson,
  countAnonymousVotes,
  findShared,
  replaceShared,
  requireShared,
  shareAgain,
  takeResourceBack,
} from "../model/resources_layout.ts";
import { requireResourceSpace } from "../model/resource_space.ts";
import { pageEntries, sharedResources } from "../model/roots.ts";
import { presentChoice, resourceSecrets } from "../model/staff_roots.ts";
import { resourceView, withStartTime } from "./resource_view.ts";
import { defineActsFor } from "../define_act.ts";
import { resourceChangeFields } from "../define_resource_kind.ts";
import { resourceKinds } from "../resource_kinds.ts";

interface ResourcesParts
  extends PictureParts, Pick<AppServices, "kv" | "sync" | "clock"> {
  library: Pick<Library, "get">;
}

/** Number of tries, as votes may arrive between reading and deciding. */
const tries = 50;

export class Resources {
  constructor(private readonly parts: ResourcesParts) {}

  /**
   * Shares a resource. A repeated request returns the resource of the first one while that is shared and open (SYNC-3).
   */
  async share(who: Identity, ask: ShareRequest): Promise<SharedResource> {
    requireTeacherRole(who);
    const shared = await this.#sharedBy(who, ask);
    if (shared) return shared;
    try {
      return await this.#shareNew(who, ask);
    } catch (error) {
      // The same request may run twice at once, and the other one was quicker.
      const first = isRefusal(error) && await this.#sharedBy(who, ask);
      if (first) return first;
      throw error;
    }
  }

  async #shareNew(who: Identity, ask: ShareRequest): Promise<SharedResource> {
    const { sync, files } = this.parts;
    const base = { id: newId(), at: 0, ...(ask.rooms && { rooms: ask.rooms }) };
    const kind = (Object.keys(resourceKinds) as ResourceKind[]).find((
      candidate,
    ) => candidate in ask)!;
    // `draft` names pictures of the account's library; below they are replaced by copies.
    const draft = await resourceKinds[kind].create(ask, base, {
      who,
      ...this.parts,
    });
    const pictured = [draft.shared, ...draft.secret.questions ?? []];
    const copies = await copyPictures(this.parts, who, pictured);
    const { shared, secret } = withPictureCopies(copies, draft);
    const decided = decideOnClass(sync, who, (docs, tx) => {
      requireNotOver(docs.session, tx.now);
      if (sharedBy(docs, ask, tx.now)) throw refusal("conflict");
      for (const room of ask.rooms ?? []) {
        if (!findActiveRoom(docs.session, room)) {
          throw refusalForField("rooms", "no-such-room");
        }
      }
      const next = {
        ...withEndTimeIfRunning(docs.session, shared, tx.now),
        at: tx.now,
      };
      requireResourceSpace(docs, next, secret);
      keepPictureCopies(docs, tx, who.own ?? who.member, copies, files.quota);
      sharedResources(docs.session).push([next]);
      resourceSecrets(docs.staff).set(next.id, secret);
      if (isPresentable(next)) hidePickedNames(docs.staff);
      recordIdempotencyKey(docs.staff, idempotentRequest("share", ask), [
        next.id,
      ], tx.now);
      return next;
    });
    return await dropCopiesOnFailure(this.parts, who.session, copies, decided);
  }

  async #sharedBy(
    who: Identity,
    ask: ShareRequest,
  ): Promise<SharedResource | undefined> {
    if (idempotencyKeyOf(ask) === undefined) return undefined;
    return await readClassDocuments(
      this.parts.sync,
      who.session,
      (docs) => sharedBy(docs, ask, this.parts.clock()),
    );
  }

  async view(who: Identity, id: string): Promise<ResourceView> {
    requireStaffRole(who);
    const { kv, sync } = this.parts;
    const batches = await readVoteBatches(kv, who.session, id);
    return await readClassDocuments(
      sync,
      who.session,
      (docs) => resourceView(docs, id, countToPublish(docs, id, batches)),
    );
  }

  async list(who: Identity): Promise<SharedResource[]> {
    requireStaffRole(who);
    return await readClassDocuments(
      this.parts.sync,
      who.session,
      ({ session }) =>
        sharedResources(session).toArray().map((shared) =>
          withStartTime({ session }, shared)
        ),
    );
  }

  async change(
    who: Identity,
    id: string,
    ask: ResourceChangeRequest,
  ): Promise<ResourceView> {
    requireTeacherRole(who);
    const { kv, sync } = this.parts;
    for (let tried = 0; tried < tries; tried++) {
      const batches = await readVoteBatches(kv, who.session, id);
      const isChanged = await decideOnClass(sync, who, (docs, tx) => {
        // Grades and results may change after the class: students find them under `/my`.
        const { step, closed: isClosed, locked: isLocked } = ask;
        if ([step, isClosed, isLocked].some((it) => it !== undefined)) {
          requireNotEnded(docs.session);
        }
        const shared: SharedResource = requireShared(docs.session, id);
        if (!isPresentable(shared)) throw refusal("not-found");
        let next = shared;
        for (const field of resourceChangeFields) {
          if (ask[field] === undefined) continue;
          const change = resourceKinds[shared.kind].changes[field];
          if (!change) {
            throw field === "step" ? refusal("no-step") : refusal("not-found");
          }
          next = change({ docs, tx }, next, ask[field] as never);
        }
        if (ask.present || ask.step !== undefined) hidePickedNames(docs.staff);
        if (ask.present !== undefined) {
          const resource = ask.present ? id : null;
          const { of: pageOwner } = ask;
          if (
            pageOwner !== undefined &&
            !pageEntries(docs.session).has(
              pageKey({ resource: id, of: pageOwner }),
            )
          ) {
            throw refusal("not-found");
          }
          presentChoice(docs.staff).set("chosen", {
            resource,
            ...(ask.present && pageOwner !== undefined && { of: pageOwner }),
            at: tx.now,
          });
        }
        if (isCheck(next) && (ask.showResults || next.results)) {
          const questionCounts = countCheckAnswers(docs, next, batches);
          // Votes have arrived since they were read: tries again.
          if (questionCounts === null) return null;
          next = withResults(
            docs.staff,
            next,
            questionCounts,
            ask.showResults === true,
          );
          if (ask.showResults) {
            next = { ...next, shownAt: tx.now };
            recordActivityEvent(docs.staff, {
              kind: "results",
              at: tx.now,
              resource: id,
            });
          }
          if (batches.length > 0) {
            const secret = resourceSecrets(docs.staff).get(id) ?? {};
            const [{ counts }] = questionCounts;
            resourceSecrets(docs.staff).set(id, { ...secret, counts });
            for (const { key } of batches) tx.addFact({ key, delete: true });
          }
        }
        if (next !== shared) replaceShared(docs.session, id, next);
        return true;
      });
      if (isChanged) return await this.view(who, id);
    }
    throw refusal("conflict");
  }

  /** Puts who is in which group on **Present**, or takes it away. */
  async showGroups(
    who: Identity,
    ask: z.output<typeof showGroupsBody>,
  ): Promise<void> {
    requireTeacherRole(who);
    await decideOnClass(
      this.parts.sync,
      who,
      (docs, { now }) => showGroupsOnPresent(docs, ask, now),
    );
  }

  /** Takes a resource back. The record keeps it, and conversations from it go on. */
  async takeBack(who: Identity, id: string): Promise<void> {
    requireTeacherRole(who);
    const { sync } = this.parts;
    await decideOnClass(sync, who, (docs) => {
      const { session, staff } = docs;
      requireNotEnded(session);
      const resource = requireShared(session, id);
      if (isTicketOpen(staff, id)) throw refusal("ticket-runs");
      resourceKinds[resource.kind].linkedData?.clear(docs, id);
      takeResourceBack(docs, resource);
    });
  }

  async restore(who: Identity, id: string): Promise<SharedResource> {
    requireTeacherRole(who);
    const { sync } = this.parts;
    return await decideOnClass(sync, who, (docs, tx) => {
      requireNotOver(docs.session, tx.now);
      const resource = resourceSecrets(docs.staff).get(id)?.taken;
      if (!resource) throw refusal("not-found");
      requireResourceSpace(docs, resource, {});
      shareAgain(docs, resource);
      resourceKinds[resource.kind].linkedData?.refill(docs, id);
      return resource;
    });
  }
}

/**
 * The resource that an earlier request with the same key shared; undefined: none, or it is closed or taken back.
 */
function sharedBy(
  { session, staff }: ClassDocuments,
  ask: ShareRequest,
  now: number,
): SharedResource | undefined {
  const [id] =
    findEarlierResults(staff, idempotentRequest("share", ask), now) ?? [];
  const shared = findShared(session, id);
  return shared?.closed ? undefined : shared;
}

function isPresentable({ kind }: SharedResource): boolean {
  return resourceKindFacts[kind].presents !== "never";
}

/** Counts of the answers to each question; null: the batches of votes were read before the newest vote. */
function countCheckAnswers(
  { session, staff }: ClassDocuments,
  check: CheckResource,
  batches: readonly VoteBatch[],
): QuestionCounts[] | null {
  const people = answerSheetsByPerson(session, staff, check.id);
  if (!check.anonymous) {
    return countAnswers(check, people.values());
  }
  const [{ id }] = check.questions;
  // The results are shown, so no more votes come.
  if (check.results && batches.length === 0) {
    const { counts } = resourceSecrets(staff).get(check.id) ?? {};
    if (!counts) return check.results;
    return [{ id, answered: countAnonymousVotes(staff, check.id), counts }];
  }
  const allCounts = sumVotes(batches);
  const answered = sumCounts(allCounts);
  if (answered !== countAnonymousVotes(staff, check.id)) return null;
  const counts = groupForms(check.questions[0], Object.entries(allCounts));
  return [{ id, answered, counts: answered < minAnonymousVotes ? {} : counts }];
}

const act = defineActsFor<{ resources: Resources }>();

const resourceResult = z.object({ resource: resourceSchema });

export const resourceActs = [
  act("GET /resources", "observer", async ({ app, who }) => ({
    resources: await app.resources.list(who),
  }), { result: z.object({ resources: z.array(resourceSchema) }) }),
  act("POST /resources", "teacher", async ({ app, who, body }) => ({
    resource: await app.resources.share(who, body),
  }), { body: shareBody, status: 201, result: resourceResult }),
  act(
    "GET /resources/:id",
    "observer",
    ({ app, who, params }) => app.resources.view(who, params.id),
    { result: resourceViewSchema },
  ),
  act(
    "PATCH /resources/:id",
    "teacher",
    ({ app, who, params, body }) => app.resources.change(who, params.id, body),
    { body: changeResourceBody, result: resourceViewSchema },
  ),
  act(
    "DELETE /resources/:id",
    "teacher",
    ({ app, who, params }) => app.resources.takeBack(who, params.id),
  ),
  act(
    "PATCH /breakouts/present",
    "teacher",
    ({ app, who, body }) => app.resources.showGroups(who, body),
    { body: showGroupsBody },
  ),
  act("POST /resources/:id/undo", "teacher", async ({ app, who, params }) => ({
    resource: await app.resources.restore(who, params.id),
  }), { result: resourceResult }),
] as const;
