/**
 * The last words of each student, for tiles and group cards (M-1): `feed` of `<s>/staff`, by the seat that wrote them
 * (ACCESS-6). It has what the staff's document has nowhere else, so answers to quizzes (`answers`) and the pages and
 * drawings of the moment (`StaffLiveState`) are not in it, nor any vote.
 */
import type * as Y from "yjs";
import type { Tx } from "../../../sync/authority.ts";
import { type ClassDocuments, sessionInfo } from "../layout.ts";
import type { Message } from "../messages.ts";
import type { FeedItem } from "./activity.ts";
import { makePreview } from "../../../formats/markdown/previews.ts";
import { members } from "../roots.ts";
import { feedSlots } from "../staff_roots.ts";

interface FeedPlace extends ClassDocuments {
  readonly tx: Tx;
}

/** Items of a student. */
export const feedLength = 5;
/** Characters of an item. */
export const feedTextLength = 160;

/** The items of each member, oldest first; not by person (J-7). */
export function readFeeds(
  slots: Y.Map<FeedItem>,
): Record<string, readonly FeedItem[]> {
  const feeds: Record<string, FeedItem[]> = {};
  for (const [key, item] of slots) (feeds[key.split(" ")[0]] ??= []).push(item);
  for (const feed of Object.values(feeds)) feed.sort((a, b) => a.at - b.at);
  return feeds;
}

/** Adds a message that its room now has, if a student has written it. */
export function addMessageToFeed(
  { session, staff, tx }: FeedPlace,
  room: string,
  message: Message,
): void {
  const { id, from, at } = message;
  const line = isStudent(session, from) && lineOf(message);
  if (line) addToFeed(staff, tx, from, { id, at, kind: "line", room, ...line });
}

/** Changes the words of a message; does nothing if the feed no longer has it. */
export function changeMessageInFeed(
  staff: Y.Doc,
  tx: Tx,
  message: Message,
): void {
  const key = findSlot(staff, message.from, message.id);
  const line = lineOf(message);
  if (key === undefined || !line) return;
  writeItem(staff, tx, key, { ...feedSlots(staff).get(key)!, ...line });
}

export function removeMessageFromFeed(
  staff: Y.Doc,
  { from, id }: Message,
): void {
  const key = findSlot(staff, from, id);
  if (key !== undefined) feedSlots(staff).delete(key);
}

/** Adds a student's question or its answer, only while **Collect student conversations** is on (ACCESS-2). */
export function addTurnToFeed(
  { session, staff, tx }: FeedPlace,
  member: string,
  turn: FeedItem & { readonly conversation: string },
): void {
  if (!sessionInfo(session, "collect") || !isStudent(session, member)) return;
  const text = makePreview(turn.text, feedTextLength);
  if (text !== "") addToFeed(staff, tx, member, { ...turn, text });
}

export function clearFeed(staff: Y.Doc, member: string): void {
  for (const key of slotsOf(member)) feedSlots(staff).delete(key);
}

function addToFeed(
  staff: Y.Doc,
  tx: Tx,
  member: string,
  item: FeedItem,
): void {
  const slots = feedSlots(staff);
  const times = slotsOf(member)
    .map((key) => slots.get(key)?.at ?? -Infinity);
  // Messages of one commit have the same time.
  let { at } = item;
  while (times.includes(at)) at++;
  const oldest = Math.min(...times);
  // A message that is restored may be older than all.
  if (at < oldest) return;
  const key = slotsOf(member)[times.indexOf(oldest)];
  writeItem(staff, tx, key, { ...item, at });
}

function writeItem(staff: Y.Doc, tx: Tx, key: string, item: FeedItem): void {
  tx.reserveBytes(3 * item.text.length + 200);
  feedSlots(staff).set(key, item);
}

function slotsOf(member: string): string[] {
  return Array.from({ length: feedLength }, (_, n) => `${member} ${n}`);
}

function findSlot(
  staff: Y.Doc,
  member: string,
  id: string,
): string | undefined {
  return slotsOf(member).find((key) => feedSlots(staff).get(key)?.id === id);
}

/** Undefined: the message is nobody's words. */
function lineOf(
  message: Message,
): { text: string; isFile?: true } | undefined {
  if (message.kind === "file") {
    const { name } = message.file;
    return { text: name.slice(0, feedTextLength).toWellFormed(), isFile: true };
  }
  return "text" in message
    ? { text: makePreview(message.text, feedTextLength) }
    : undefined;
}

function isStudent(session: Y.Doc, member: string): boolean {
  return members(session).get(member)?.role === "student";
}
