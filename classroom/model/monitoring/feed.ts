/**
 * The last words of each student, for tiles and group cards (M-1): `feed` of `<s>/staff`. It has what the staff's
 * document has nowhere else, so answers to quizzes (`answers`) and the pages and drawings of the moment
 * ({@link StaffLiveState}) are not in it, nor any vote.
 */
import * as Y from "yjs";
import type { StaffLiveState } from "./activity.ts";

/** A line in a room, a question to the assistant, or its answer. */
export type FeedItem =
  & {
    /** Of the message in its room or conversation. */
    readonly id: string;
    readonly at: number;
    /** The beginning, as one plain line. */
    readonly text: string;
  }
  & (
    | { readonly kind: "line"; readonly room: string; readonly isFile?: true }
    | { readonly kind: "question" | "reply"; readonly conversation: string }
  );

/** Items of a student. */
export const feedLength = 5;
/** Characters of an item. */
export const feedTextLength = 160;

/** By member, not by person (J-7). Oldest first. */
export function feeds(staff: Y.Doc): Y.Map<Y.Array<FeedItem>> {
  return staff.getMap<Y.Array<FeedItem>>("feed");
}

/** Adds an item and drops the oldest above {@link feedLength}. */
export function addToFeed(staff: Y.Doc, member: string, item: FeedItem): void {
  let feed = feeds(staff).get(member);
  if (!feed) {
    feed = new Y.Array<FeedItem>();
    feeds(staff).set(member, feed);
  }
  feed.push([item]);
  if (feed.length > feedLength) feed.delete(0, feed.length - feedLength);
}

/** Removes an item by the id of its message; does nothing if it is not there. */
export function removeFromFeed(staff: Y.Doc, member: string, id: string): void {
  const feed = feeds(staff).get(member);
  const index = feed?.toArray().findIndex((item) => item.id === id) ?? -1;
  if (index >= 0) feed!.delete(index);
}
