/** Resources with answers, for teachers; loads one resource's answers at a time. */
import { requireTeacher } from "../model/acting.ts";
import { attachedIn } from "../model/attached.ts";
import type { Who } from "../model/who.ts";
import {
  type ClassDocuments,
  placedMembers,
  readClass,
} from "../model/layout.ts";
import type { Placed } from "../model/listed.ts";
import { everShared, sharedOrTaken } from "../sharing/resource_view.ts";
import { kinds as rules } from "../kinds.ts";
import {
  countToTell,
  type PollCount,
  readBatches,
} from "../checks/poll_counts.ts";
import { secrets, sheetsByPerson } from "../model/resources_layout.ts";
import type { KindView, WishView } from "../model/resources/views.ts";
import type { Attached } from "../model/files.ts";
import {
  type AnswerSheet,
  type Ballot,
  type Check,
  isCheck,
  isFor,
  type ResourceSecret,
  type Shared,
  type SharedKind,
} from "../model/resources/shared.ts";
import type { RecordSource } from "./record_entries.ts";
import { type Person, person } from "./session_record.ts";

export interface RecordedHead {
  shared: Shared;
  taken?: true;
}

export interface Recorded extends RecordedHead {
  /** Of a quiz or a poll: with solutions and counts. */
  questions: KindView["questions"];
  pictures: ReadonlyMap<string, Attached>;
  wrong?: ResourceSecret["wrong"];
  /** Students for whom it was shared; `sheet`: their answers. */
  people: ({ person: Person; sheet?: AnswerSheet | Ballot } & Placed)[];
  wishes?: RecordedWish[];
}

export interface RecordedWish extends Omit<WishView, "member" | "presented"> {
  by: Person;
}

export async function sharedIn(
  { sync }: Pick<RecordSource, "sync">,
  who: Who,
): Promise<RecordedHead[]> {
  requireTeacher(who);
  return await readClass(sync, who.session, everShared);
}

export async function recordOf(
  { kv, sync }: RecordSource,
  who: Who,
  id: string,
): Promise<Recorded> {
  requireTeacher(who);
  const s = who.session;
  const batches = await readBatches(kv, s, id);
  return await readClass(
    sync,
    s,
    (docs) => recordIn(docs, id, countToTell(docs, id, batches)),
  );
}

export async function* records(
  source: RecordSource,
  who: Who,
  kinds?: readonly SharedKind[],
): AsyncGenerator<Recorded> {
  for (const { shared } of await sharedIn(source, who)) {
    if (kinds?.includes(shared.kind) === false) continue;
    yield await recordOf(source, who, shared.id);
  }
}

function recordIn(
  docs: ClassDocuments,
  id: string,
  counts: PollCount | null,
): Recorded {
  const { session, staff } = docs;
  const shared = sharedOrTaken(docs, id);
  const { taken, wrong } = secrets(staff).get(id) ?? {};
  const { questions = [], wishes } = rules[shared.kind]
    .view(docs, shared, counts);
  return {
    shared,
    ...(taken && { taken: true as const }),
    questions,
    pictures: picturesOf(docs, questions),
    ...(wrong && { wrong }),
    ...(wishes && {
      wishes: wishes.map(({ member, presented: _, ...wish }) => ({
        ...wish,
        by: person(session, member),
      })).sort((a, b) => b.votes - a.votes),
    }),
    people: isCheck(shared) ? peopleOf(docs, shared) : [],
  };
}

/** Students for whom it was shared, or who answered. */
function peopleOf(docs: ClassDocuments, check: Check): Recorded["people"] {
  const { session, staff } = docs;
  const sheets = sheetsByPerson(session, staff, check.id);
  const wanted = Object.entries(placedMembers(docs)).filter(([id, it]) =>
    sheets.has(id) ||
    it.role === "student" && !it.removed && it.mergedInto === undefined &&
      isFor(check, it.room)
  );
  return wanted.map(([id, { place }]) => {
    const sheet = sheets.get(id);
    return {
      person: person(session, id),
      ...(place !== undefined && { place }),
      ...(sheet !== undefined && { sheet }),
    };
  });
}

function picturesOf(
  { staff }: ClassDocuments,
  questions: Recorded["questions"],
): Map<string, Attached> {
  return new Map(
    questions.flatMap(({ image }): [string, Attached][] => {
      const file = attachedIn(staff, image);
      return file ? [[file.id, file]] : [];
    }),
  );
}
