/** Searches the record (C-9) by words, room, person and time. Keeps one page of results in memory. */
import { requireTeacherRole } from "../model/permissions.ts";
import type { Identity } from "../model/members.ts";
import { members, readSessionDocument } from "../model/layout.ts";
import { foldCase } from "../model/normalise.ts";
import { TimeSlices } from "../limits/time_slices.ts";
import { findPerson } from "../model/persons.ts";
import type { SharedTemplate } from "../model/resources/shared_resources.ts";
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

export interface SearchFilter {
  /** Words to find in texts, earlier versions and names; case and width are ignored. */
  words?: string;
  room?: string;
  person?: string;
  within?: (at: number) => boolean;
}

export const searchPageSize = 200;

export interface SearchPage {
  count: number;
  rooms: (RoomHead & { entries: RecordEntry[] })[];
}

/** Searches messages. Pages are counted from 1; system lines match no words. */
export async function searchHistory(
  archive: RecordSource,
  who: Identity,
  filter: SearchFilter,
  page = 1,
  max = searchPageSize,
): Promise<SearchPage> {
  requireTeacherRole(who);
  const from = (page - 1) * max;
  const { words = "" } = filter;
  const plain = { ...filter, words: foldCase(words).trim() };
  const isOf = await personFilter(archive, who, filter.person);
  const found: SearchPage = { count: 0, rooms: [] };
  const slices = new TimeSlices();
  for (const room of await listRooms(archive.sync, who)) {
    if (filter.room !== undefined && room.id !== filter.room) continue;
    const entries: RecordEntry[] = [];
    for await (const entry of readRoomEntries(archive, who, room.id)) {
      await slices.pauseIfLong();
      if (!isOf(entry) || !matchesFilter(entry, plain)) continue;
      // A system line does not count as a message.
      const at = entry.kind === "system" ? found.count : found.count++;
      if (at >= from && at < from + max) entries.push(entry);
    }
    found.rooms.push({ ...room, entries });
  }
  return found;
}

/** Resources with these words, also on their pages, oldest first; all for "". */
export async function searchShared(
  archive: RecordSource,
  who: Identity,
  words = "",
): Promise<ResourceRecord[]> {
  const wanted = foldCase(words).trim();
  const found: ResourceRecord[] = [];
  const slices = new TimeSlices();
  const written = new Set<string>();
  if (wanted !== "") {
    for await (const { shared, text } of readPageRecords(archive, who)) {
      await slices.pauseIfLong();
      if (foldCase(text).includes(wanted)) written.add(shared.id);
    }
  }
  for await (const one of readResourceRecords(archive, who)) {
    await slices.pauseIfLong();
    const isFound = written.has(one.shared.id) ||
      foldCase(sharedWords(one)).includes(wanted);
    if (isFound) found.push(one);
  }
  return found;
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
    ...wishes.flatMap(({ text, by }) => [text, by.name]),
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
  wanted: string | undefined,
): Promise<(entry: RecordEntry) => boolean> {
  if (wanted === undefined) return () => true;
  const theirs = await readSessionDocument(
    sync,
    who.session,
    (session) =>
      [...members(session).keys()]
        .filter((id) => findPerson(session, id) === wanted),
  );
  return ({ kind, from }) => kind !== "system" && theirs.includes(from);
}

function matchesFilter(
  entry: RecordEntry,
  { words = "", within }: SearchFilter,
): boolean {
  if (within && !within(entry.at)) return false;
  if (words === "") return true;
  return entry.kind !== "system" && foldCase(textOf(entry)).includes(words);
}

function textOf(entry: RecordEntry): string {
  const versions = entry.kind === "held" ? [] : entry.versions ?? [];
  return [entry, ...versions].flatMap((it) => [
    "text" in it ? it.text ?? "" : "",
    "file" in it ? it.file?.name ?? "" : "",
    "prompt" in it ? it.prompt ?? "" : "",
  ]).concat(entry.name).join("\n");
}
