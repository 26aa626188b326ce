/**
 * What a class was given and what came of it, one resource at a time: whoever reads the record holds the answers to
 * one of them, however many there are. Teachers only.
 */
import { requireTeacher } from "../model/acting.ts";
import { files } from "../model/attached.ts";
import type { Who } from "../model/who.ts";
import { type ClassDocuments, members, readClass } from "../model/layout.ts";
import {
  type CountedWords,
  everShared,
  sharedOrTaken,
  withCounts,
} from "../sharing/resource_view.ts";
import {
  countToTell,
  type PollCount,
  readBatches,
} from "../checks/poll_counts.ts";
import { secrets, sheetsByPerson } from "../model/resources_layout.ts";
import { type WishView, wishViews } from "../walls/walls.ts";
import type { Question } from "../model/resources/questions.ts";
import type { Attached } from "../model/files.ts";
import {
  type AnswerSheet,
  type Ballot,
  isFor,
  type ResourceSecret,
  type Shared,
} from "../model/resources/shared.ts";
import type { RecordSource } from "./record_entries.ts";
import { type Person, person } from "./session_record.ts";

/** Something that was shared. */
export interface RecordedHead {
  shared: Shared;
  /** It was taken back. */
  taken?: true;
}

/** The same with what came of it. */
export interface Recorded extends RecordedHead {
  /** Of a quiz or a poll: its questions with what is right, and what came of each. */
  questions: (Question & Partial<CountedWords>)[];
  /** The pictures of its questions, by their ids. */
  pictures: ReadonlyMap<string, Attached>;
  /** As in {@link ResourceSecret}. */
  wrong?: ResourceSecret["wrong"];
  /** The students for whom it was, and their answers, where they have given any. */
  people: { person: Person; sheet?: AnswerSheet | Ballot }[];
  /** Of a wall: the questions on it, the most wanted first. */
  wishes: RecordedWish[];
}

/** A question on a wall, and whose it is. */
export interface RecordedWish extends Omit<WishView, "member" | "presented"> {
  by: Person;
}

/** Everything that was shared in a class, the oldest first. */
export async function sharedIn(
  { sync }: Pick<RecordSource, "sync">,
  who: Who,
): Promise<RecordedHead[]> {
  requireTeacher(who);
  return await readClass(sync, who.session, everShared);
}

/** One of them. Refused with `not-found` where there is none. */
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

/** Everything of these kinds with what came of it, one after the other. */
export async function* records(
  source: RecordSource,
  who: Who,
  kinds: readonly Shared["kind"][] = ["template", "quiz", "poll", "wall"],
): AsyncGenerator<Recorded> {
  for (const { shared } of await sharedIn(source, who)) {
    if (!kinds.includes(shared.kind)) continue;
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
  const head = { shared, ...(taken && { taken: true as const }) };
  if (shared.kind === "template" || shared.kind === "wall") {
    const wishes = shared.kind === "wall" ? wishViews(docs, id) : [];
    return {
      ...head,
      questions: [],
      pictures: new Map(),
      people: [],
      wishes: wishes.map(({ member, presented: _, ...wish }) => ({
        ...wish,
        by: person(session, member),
      })).sort((a, b) => b.votes - a.votes),
    };
  }
  const sheets = sheetsByPerson(session, staff, id);
  const wanted = [...members(session)].filter(([id, it]) =>
    sheets.has(id) ||
    it.role === "student" && !it.removed && it.mergedInto === undefined &&
      isFor(shared, it.room)
  );
  const questions = withCounts(docs, shared, sheets, counts);
  return {
    ...head,
    questions,
    pictures: picturesOf(docs, questions),
    ...(wrong && { wrong }),
    wishes: [],
    people: wanted.map(([id]) => {
      const sheet = sheets.get(id);
      return {
        person: person(session, id),
        ...(sheet !== undefined && { sheet }),
      };
    }),
  };
}

function picturesOf(
  { staff }: ClassDocuments,
  questions: Recorded["questions"],
): Map<string, Attached> {
  return new Map(
    questions.flatMap(({ image }): [string, Attached][] => {
      const file = image === undefined ? undefined : files(staff).get(image);
      if (image === undefined || !file) return [];
      const { name, size, type, width, height } = file;
      const seen = width && height ? { width, height } : {};
      return [[image, { id: image, name, size, type, ...seen }]];
    }),
  );
}
