/**
 * Resources of a class for one that repeats it (S-6): what students had, without answers and closed, and the prepared
 * exit ticket. Pure.
 */
import type * as Y from "yjs";
import {
  type PictureCopy,
  pictureCopyEntries,
  type PictureFile,
  withPictureCopies,
  withPictureCopy,
} from "../files/picture_copies.ts";
import { type ClassDocuments, wasClassHeld } from "../model/layout.ts";
import { exitTicket, prepareTicket } from "../checks/exit_tickets.ts";
import { withEndTime } from "../checks/quiz_copy.ts";
import type { ResourceWithSecret } from "../define_resource_kind.ts";
import { resourceKinds } from "../resource_kinds.ts";
import type { Question } from "../model/resources/questions.ts";
import { newId } from "../model/ids.ts";
import {
  type ExitTicket,
  pictureIdsOf,
  resourceKindFacts,
  type SharedResource,
} from "../model/resources/shared_resources.ts";
import { sharedResources } from "../model/roots.ts";
import {
  fileEntries,
  presentChoice,
  resourceSecrets,
} from "../model/staff_roots.ts";
import type { SessionRecord } from "../storage/kv_keys.ts";

export interface CarriedOverResources {
  resources: ResourceWithSecret[];
  ticket?: ExitTicket;
  /** The pictures of the resources, which are files of the former class. */
  pictures: PictureFile[];
}

/** Whether a repeating class gets it: not a poll without a text, a page brought back, or the exit ticket's run. */
export function isCarriedOver(shared: SharedResource): boolean {
  return resourceKinds[shared.kind].carryOver(shared, {}) !== null;
}

/**
 * Copies the resources, without those whose groups are all gone. They are closed, so that nothing asks the class
 * before its teacher does; those of a class that was never held stay as they were prepared.
 * @param groups new ids by old ids
 */
export function resourcesToCarryOver(
  { session, staff }: ClassDocuments,
  groups: ReadonlyMap<string, string>,
): CarriedOverResources {
  const isHeld = wasClassHeld(session);
  const resources = sharedResources(session).toArray().flatMap(
    (shared): ResourceWithSecret[] => {
      const secret = resourceSecrets(staff).get(shared.id) ?? {};
      const next = resourceKinds[shared.kind].carryOver(shared, secret);
      if (!next) return [];
      const rooms = shared.rooms?.flatMap((room) => groups.get(room) ?? []);
      if (rooms?.length === 0) return [];
      const { shuts } = resourceKindFacts[shared.kind];
      return [{
        ...next,
        shared: {
          ...next.shared,
          id: newId(),
          ...(rooms && { rooms }),
          ...(shuts && (isHeld || shared[shuts]) && { [shuts]: true }),
        },
      }];
    },
  );
  const { resource: _, runs: __, ...ticket } = exitTicket(staff) ?? {};
  const isTicket = "questions" in ticket;
  const questions = resources.flatMap(({ secret }) => secret.questions ?? [])
    .concat(isTicket ? ticket.questions as Question[] : []);
  const pictureIds = new Set([
    ...questions.flatMap(({ image }) => image ?? []),
    ...resources.flatMap(({ shared }) => pictureIdsOf(shared)),
  ]);
  const pictures = [...pictureIds].flatMap((id): PictureFile[] => {
    const entry = fileEntries(staff).get(id);
    if (!entry) return [];
    const { type, size, width, height } = entry;
    return [{ id, type, size, width, height }];
  });
  return {
    resources,
    ...(isTicket && { ticket: ticket as ExitTicket }),
    pictures,
  };
}

/** Replaces pictures by the new class's copies; leaves out a picture without a copy. */
export function withOwnPictures(
  { resources, ticket, pictures }: CarriedOverResources,
  copies: readonly PictureCopy[],
): CarriedOverResources {
  return {
    pictures,
    resources: resources.map((it) => withPictureCopies(copies, it)),
    ...(ticket && {
      ticket: {
        ...ticket,
        questions: ticket.questions.map((it) => withPictureCopy(copies, it)),
      },
    }),
  };
}

/** Shares the resources with the new class. Time limits begin only if it is active. */
export function carryOverResources(
  session: Y.Doc,
  { createdAt, state }: SessionRecord,
  { resources }: CarriedOverResources,
): void {
  sharedResources(session).push(resources.map(({ shared }) => ({
    ...(state === "active" && !shared.closed
      ? withEndTime(shared, createdAt)
      : shared),
    at: createdAt,
  })));
}

export function carryOverStaffParts(
  staff: Y.Doc,
  { createdAt, member }: SessionRecord,
  { resources, ticket }: CarriedOverResources,
  copies: readonly PictureCopy[],
): void {
  for (const { shared, secret } of resources) {
    resourceSecrets(staff).set(shared.id, secret);
  }
  if (ticket) prepareTicket(staff, ticket);
  for (const [id, entry] of pictureCopyEntries(copies, member, createdAt)) {
    fileEntries(staff).set(id, entry);
  }
  if (resources.length > 0) showJoinCode(staff, createdAt);
}

/** Makes **Present** show the join code until something is shared in the running class. */
export function showJoinCode(staff: Y.Doc, shownAt: number): void {
  presentChoice(staff).set("chosen", { resource: null, at: shownAt });
}
