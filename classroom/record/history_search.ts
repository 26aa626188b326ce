/**
 * Searches the record (C-9) by words, room, person and time. Keeps one page of results in memory; other threads look for
 * the words.
 */
import { requireTeacherRole } from "../model/permissions.ts";
import type { Identity } from "../model/members.ts";
import { readSessionDocument } from "../model/layout.ts";
import { TimeSlices } from "../limits/time_slices.ts";
import { findPerson } from "../model/persons.ts";
import type { SharedTemplate } from "../model/resources/shared_resources.ts";
import { members } from "../model/roots.ts";
import {
  listRooms,
  type RecordPerson,
  recordPersonOf,
  type RoomHead,
} from "./session_record.ts";
import {
  readRoomEntries,
  type RecordEntry,
  type RecordSource,
} from "./record_entries.ts";
import { readPageRecords } from "./page_record.ts";
import { readResourceRecords, type ResourceRecord } from "./resource_record.ts";
import type { TextSearch } from "./text_search.ts";

export interface SearchFilter {
  /** Words to find in texts, earlier versions and names; case and width are ignored. */
  words?: string;
  room?: string;
  person?: string;
  within?: (at: number) => boolean;
}

export const searchPageSize = 200;

interface SearchSource extends RecordSource {
  textSearch: TextSearch;
}

export interface SearchPage {
  count: number;
  /** True: searching all of the record takes too long, and what is missing was not searched. */
  isCut: boolean;
  rooms: (RoomHead & { entries: RecordEntry[] })[];
}

/** Searches messages. Pages are counted from 1; system lines match no words. */
export async function searchHistory(
  archive: SearchSource,
  who: Identity,
  filter: SearchFilter,
  page = 1,
  max = searchPageSize,
): Promise<SearchPage> {
  requireTeacherRole(who);
  const from = (page - 1) * max;
  const { words = "" } = filter;
  const search = archive.textSearch.begin(who, words);
  const isOf = await personFilter(archive, who, filter.person);
  const result: SearchPage = { count: 0, isCut: false, rooms: [] };
  const slices = new TimeSlices();
  async function* candidates(room: string) {
    for await (const entry of readRoomEntries(archive, who, room)) {
      await slices.pauseIfLong();
      if (isOf(entry) && isCandidate(entry, filter)) yield entry;
    }
  }
  for (const room of await listRooms(archive.sync, who)) {
    if (filter.room !== undefined && room.id !== filter.room) continue;
    const entries: RecordEntry[] = [];
    for await (const entry of search.filter(candidates(room.id), textOf)) {
      // A system line does not count as a message.
      const index = entry.kind === "system" ? result.count : result.count++;
      if (index >= from && index < from + max) entries.push(entry);
    }
    result.rooms.push({ ...room, entries });
  }
  result.isCut = search.isCut;
  return result;
}

/** Resources with these words, also on their pages, oldest first; all for "". `isCut`: not all was searched. */
export async function searchShared(
  archive: SearchSource,
  who: Identity,
  words = "",
): Promise<{ records: ResourceRecord[]; isCut: boolean }> {
  const search = archive.textSearch.begin(who, words);
  const written = new Set<string>();
  if (words.trim() !== "") {
    const pages = readPageRecords(archive, who);
    for await (const { shared } of search.filter(pages, ({ text }) => text)) {
      written.add(shared.id);
    }
  }
  const slices = new TimeSlices();
  async function* resources() {
    for await (const record of readResourceRecords(archive, who)) {
      await slices.pauseIfLong();
      yield record;
    }
  }
  // What is found by a page's words needs no others.
  const textOf = (record: ResourceRecord) =>
    written.has(record.shared.id) ? words : sharedWords(record);
  const records = await Array.fromAsync(search.filter(resources(), textOf));
  return { records, isCut: search.isCut };
}

function sharedWords(
  { shared, questions, wishes = [] }: ResourceRecord,
): string {
  const { name = "", description = "", firstMessage = "" } = {
    ...shared,
  } as Partial<SharedTemplate>;
  return [
    name,
    description,
    firstMessage,
    ...questions.flatMap(({ text, choices = [], explanation = "" }) => [
      text,
      ...choices.map((it) => it.text),
      explanation,
    ]),
    ...wishes.flatMap(({ text, author }) => [text, author.name]),
  ].join("\n");
}

/** Everybody who may have written: students and teachers, each person once. */
export async function listSpeakers(
  { sync }: RecordSource,
  who: Identity,
): Promise<RecordPerson[]> {
  requireTeacherRole(who);
  return await readSessionDocument(
    sync,
    who.session,
    (session) =>
      [...members(session)]
        .filter(([, { role, mergedInto }]) =>
          role !== "observer" && !mergedInto
        )
        .map(([id]) => recordPersonOf(session, id)),
  );
}

/** A filter for a person's entries, with those of all aliases. */
async function personFilter(
  { sync }: RecordSource,
  who: Identity,
  personId: string | undefined,
): Promise<(entry: RecordEntry) => boolean> {
  if (personId === undefined) return () => true;
  const memberIds = await readSessionDocument(
    sync,
    who.session,
    (session) =>
      [...members(session).keys()]
        .filter((id) => findPerson(session, id) === personId),
  );
  return ({ kind, from }) => kind !== "system" && memberIds.includes(from);
}

/** Whether everything but the words fits; lines of the system have none. */
function isCandidate(
  entry: RecordEntry,
  { words = "", within }: SearchFilter,
): boolean {
  if (within && !within(entry.at)) return false;
  return words.trim() === "" || entry.kind !== "system";
}

function textOf(entry: RecordEntry): string {
  const versions = entry.kind === "held" ? [] : entry.versions ?? [];
  return [entry, ...versions].flatMap((version) => [
    "text" in version ? version.text ?? "" : "",
    "file" in version ? version.file?.name ?? "" : "",
    "prompt" in version ? version.prompt ?? "" : "",
  ]).concat(entry.name).join("\n");
}
