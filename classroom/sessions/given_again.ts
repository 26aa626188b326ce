/** Resources for a repeated class (S-6): what students had, as prepared, without answers; and the exit ticket. Pure. */
import type * as Y from "yjs";
import {
  type ClassCopy,
  copyEntries,
  type PictureSource,
  withCopies,
  withCopy,
} from "../files/class_copies.ts";
import { files } from "../model/attached.ts";
import type { ClassDocuments } from "../model/layout.ts";
import { exitTicket, prepareTicket } from "../checks/exit_tickets.ts";
import { timed } from "../checks/quiz_copy.ts";
import type { Given } from "../define_kind.ts";
import { kinds } from "../kinds.ts";
import type { Question } from "../model/resources/questions.ts";
import { onPresent, resources, secrets } from "../model/resources_layout.ts";
import { newId } from "../model/ids.ts";
import {
  type ExitTicket,
  picturesOf,
  type Shared,
} from "../model/resources/shared.ts";
import type { SessionRecord } from "../storage/session_keys.ts";

export interface GivenAgain {
  resources: Given[];
  ticket?: ExitTicket;
  /** Their pictures, which are files of the class before. */
  pictures: PictureSource[];
}

/** Whether a repeated class gets this resource, too; not spoken polls, nor the exit ticket. */
export function isGivenAgain(shared: Shared): boolean {
  return kinds[shared.kind].again(shared, {}) !== null;
}

/**
 * Copies of the resources; leaves out those whose groups are all gone.
 * @param groups new ids by old ids
 */
export function givenBefore(
  { session, staff }: ClassDocuments,
  groups: ReadonlyMap<string, string>,
): GivenAgain {
  const given = resources(session).toArray().flatMap((shared): Given[] => {
    const secret = secrets(staff).get(shared.id) ?? {};
    const next = kinds[shared.kind].again(shared, secret);
    if (!next) return [];
    const rooms = shared.rooms?.flatMap((room) => groups.get(room) ?? []);
    if (rooms?.length === 0) return [];
    return [{
      ...next,
      shared: { ...next.shared, id: newId(), ...(rooms && { rooms }) },
    }];
  });
  const { resource: _, runs: __, ...ticket } = exitTicket(staff) ?? {};
  const isTicket = "questions" in ticket;
  const asked = given.flatMap(({ secret }) => secret.questions ?? [])
    .concat(isTicket ? ticket.questions as Question[] : []);
  const wanted = new Set([
    ...asked.flatMap(({ image }) => image ?? []),
    ...given.flatMap(({ shared }) => picturesOf(shared)),
  ]);
  const pictures = [...wanted].flatMap((id): PictureSource[] => {
    const entry = files(staff).get(id);
    if (!entry) return [];
    const { type, size, width, height } = entry;
    return [{ id, type, size, width, height }];
  });
  return {
    resources: given,
    ...(isTicket && { ticket: ticket as ExitTicket }),
    pictures,
  };
}

/** Replaces pictures by the class's own copies; without a copy, drops the picture. */
export function withOwnPictures(
  { resources, ticket, pictures }: GivenAgain,
  copies: readonly ClassCopy[],
): GivenAgain {
  return {
    pictures,
    resources: resources.map((it) => withCopies(copies, it)),
    ...(ticket && {
      ticket: {
        ...ticket,
        questions: ticket.questions.map((it) => withCopy(copies, it)),
      },
    }),
  };
}

/** Shares the resources, now or when the class begins. */
export function giveAgain(
  session: Y.Doc,
  { createdAt, state }: SessionRecord,
  { resources: given }: GivenAgain,
): void {
  resources(session).push(given.map(({ shared }) => ({
    ...(state === "active" ? timed(shared, createdAt) : shared),
    at: createdAt,
  })));
}

export function giveStaffAgain(
  staff: Y.Doc,
  { createdAt, member }: SessionRecord,
  { resources: given, ticket }: GivenAgain,
  copies: readonly ClassCopy[],
): void {
  for (const { shared, secret } of given) secrets(staff).set(shared.id, secret);
  if (ticket) prepareTicket(staff, ticket);
  for (const [id, entry] of copyEntries(copies, member, createdAt)) {
    files(staff).set(id, entry);
  }
  if (given.length > 0) showCode(staff, createdAt);
}

/** **Present** shows the join code until something is shared in the running class. */
export function showCode(staff: Y.Doc, at: number): void {
  onPresent(staff).set("chosen", { resource: null, at });
}
