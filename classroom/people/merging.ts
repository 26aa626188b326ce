/**
 * **Merge** (J-7): two members that are one child become one, and **Undo** separates them again, exactly as far as
 * nothing was deleted since. Messages are not touched: `mergedInto` of `members` tells their author. Besides that
 * entry, the group (G1) moves, the muting, the copies in the member's own document, the use of the assistant, and the
 * cookies. Everything done while merged stays the other's.
 */
import type * as Y from "yjs";
import { z } from "zod";
import { Refusal } from "../../sync/refusal.ts";
import { mergeInCall, unmergeInCall } from "../model/following.ts";
import { refusal } from "../model/refuse.ts";
import { activeRoom } from "../model/breakouts_layout.ts";
import { confusableWith } from "./names/confusables.ts";
import { lower } from "../groups/help.ts";
import { id } from "../model/id_schemas.ts";
import { type ClassDocuments, members } from "../model/layout.ts";
import { freeName } from "../model/display_names.ts";
import { membersOf } from "../model/persons.ts";
import { assignNewcomer, assignRooms } from "../groups/room_assignment.ts";
import type { AssistantUsage } from "../model/assistant.ts";
import { newId } from "../model/ids.ts";
import { keepsName, type Member, type Merge } from "../model/members.ts";
import { copySheets } from "../model/resources_layout.ts";
import { usageOf } from "../model/usage.ts";

/** Body of `POST /api/sessions/:s/members/:m/merge`. */
export const mergeBody = z.strictObject({ into: id });

/** The documents that a merge changes: the session's, the staff's, and the two members' own. */
export interface MergeDocuments extends ClassDocuments {
  own: Y.Doc;
  others: Y.Doc;
}

/** `merges` of the staff's document. */
export function merges(staff: Y.Doc): Y.Map<Merge> {
  return staff.getMap<Merge>("merges");
}

/** Makes a member one with another, or refuses and leaves everything as it is. */
export function merge(
  { session, staff, own, others }: MergeDocuments,
  m: string,
  into: string,
  now: number,
): void {
  const before = student(session, m), other = student(session, into);
  if (m === into) {
    throw refusal("merge-with-self");
  }
  if (before.mergedInto || other.mergedInto) {
    throw refusal("merged-already", { name: other.name });
  }
  // A removed child would come back as the other one.
  for (const { name, removed } of [before, other]) {
    if (!removed) continue;
    throw refusal("removed-not-merged", { name });
  }
  lower({ staff, own }, m);
  const { room } = before;
  const gives = room !== null && other.room === null &&
    activeRoom(session, room) !== undefined;
  const moves = new Map([[m, null], ...gives ? [[into, room] as const] : []]);
  assignRooms({ session, staff }, "merge", moves, now);
  members(session).set(m, {
    name: other.name,
    joinedAs: before.name,
    role: "student",
    joinedAt: before.joinedAt,
    room: null,
    removed: true,
    mergedInto: into,
  });
  const silences = before.muted === true && !other.muted;
  if (silences) {
    const entry = student(session, into);
    members(session).set(into, { ...entry, muted: true });
  }
  copyName(session, into);
  mergeInCall(session, m, into);
  merges(staff).set(m, {
    into,
    at: now,
    before,
    usage: addUsage(staff, into, m),
    ...(gives && { gave: room }),
    ...(silences && { silenced: true }),
  });
  handOverCopies(own, others);
  copySheets({ session, staff }, others, into);
}

/** Puts the copies for the page of one member beside those of another. */
export function handOverCopies(own: Y.Doc, others: Y.Doc): void {
  for (const name of copies) handOver(own.getMap(name), others.getMap(name));
}

/** Makes them two again. `conflict` where they are not merged, or the other one is merged on by now. */
export function unmerge(
  { session, staff, own, others }: MergeDocuments,
  m: string,
  now: number,
): void {
  const { mergedInto: into, byName } = student(session, m);
  const merged = merges(staff).get(m);
  if (into === undefined || !merged) {
    throw refusal("no-merge-to-undo");
  }
  const other = student(session, into);
  if (other.mergedInto) {
    throw refusal("later-merge-first");
  }
  const { before, gave, silenced, usage } = merged;
  const alone = { ...before, room: null };
  members(session).set(m, alone);
  const name = freeName(before.name, confusableWith(namesOfOthers(session, m)));
  if (name !== before.name) members(session).set(m, { ...alone, name });
  copyName(session, m);
  const docs = { session, staff };
  const { room } = before;
  const back = new Map<string, string | null>();
  if (room !== null && activeRoom(session, room)) back.set(m, room);
  if (gave !== undefined && other.room === gave) back.set(into, null);
  assignRooms(docs, "unmerge", back, now);
  if (room !== null && !back.has(m)) {
    assignNewcomer(docs, "unmerge", m, newId(), now);
  }
  const { muted: _, ...heard } = student(session, into);
  if (silenced) members(session).set(into, heard);
  unmergeInCall(session, m, into);
  takeUsage(staff, into, usage);
  // Somebody who came by a name has handed nothing over yet.
  if (!byName) {
    for (const name of copies) takeBack(own.getMap(name), others.getMap(name));
  }
  copySheets(docs, own, m);
  copySheets(docs, others, into);
  merges(staff).delete(m);
}

/** Writes a person's name wherever those who are merged into them bear it, so that everybody reads the same. */
export function copyName(session: Y.Doc, person: string): void {
  const name = members(session).get(person)?.name ?? "";
  for (const id of membersOf(session, person)) {
    const entry = members(session).get(id);
    if (!entry || entry.name === name) continue;
    members(session).set(id, { ...entry, name });
  }
}

/** The names in use, by which people can come back, except those of one person. */
export function namesOfOthers(session: Y.Doc, person: string): string[] {
  const theirs = new Set(membersOf(session, person));
  const entryOf = (id: string) => members(session).get(id);
  return [...members(session)]
    .filter(([id]) => !theirs.has(id) && keepsName(entryOf, id))
    .flatMap(([, { name, joinedAs = name }]) => [name, joinedAs]);
}

/** The maps of a member's own document that the server writes for the page to read; `answers` are copied anew. */
const copies = [
  "conversations",
  "submissions",
  "wishes",
  "receipts",
] as const;

/** Adds the copies of one member to those of another; the first keeps theirs, by which it is known whose they were. */
function handOver(from: Y.Map<unknown>, to: Y.Map<unknown>): void {
  for (const [key, value] of from) if (!to.has(key)) to.set(key, value);
}

/** Takes copies back, as they are by now; what was deleted meanwhile stays deleted. */
function takeBack(own: Y.Map<unknown>, others: Y.Map<unknown>): void {
  for (const [key, value] of [...own]) {
    const now = others.get(key);
    if (now === undefined) own.delete(key);
    else if (JSON.stringify(now) !== JSON.stringify(value)) own.set(key, now);
    others.delete(key);
  }
}

/** The usage of somebody who came by a name counts as that student's from now on. */
export function handOverUsage(staff: Y.Doc, m: string, into: string): void {
  const merged = merges(staff).get(m);
  if (!merged?.byName) return;
  const { byName: _, ...rest } = merged;
  merges(staff).set(m, { ...rest, usage: addUsage(staff, into, m) });
}

const none: AssistantUsage = { recent: [], tokens: 0, conversations: 0 };

/** One child has no more of the assistant for having joined twice. Gives back what was added. */
function addUsage(staff: Y.Doc, into: string, m: string): Merge["usage"] {
  const { recent, tokens, conversations } = usageOf(staff).get(m) ?? none;
  const added = { tokens, conversations };
  if (recent.length + tokens + conversations === 0) return added;
  const before = usageOf(staff).get(into) ?? none;
  usageOf(staff).set(into, {
    recent: [...before.recent, ...recent].sort((a, b) => a - b),
    tokens: before.tokens + tokens,
    conversations: before.conversations + conversations,
  });
  return added;
}

function takeUsage(staff: Y.Doc, from: string, usage: Merge["usage"]): void {
  const now = usageOf(staff).get(from);
  if (!now) return;
  usageOf(staff).set(from, {
    ...now,
    tokens: Math.max(0, now.tokens - usage.tokens),
    conversations: Math.max(0, now.conversations - usage.conversations),
  });
}

function student(session: Y.Doc, id: string): Member {
  const member = members(session).get(id);
  if (!member) throw new Refusal("not-found");
  if (member.role === "student") return member;
  throw refusal("students-merged-only");
}
