/**
 * What is written and not sent yet, per member and room, kept on this device (C-3). Where the browser keeps
 * nothing, at least the page does.
 */
import { keysFrom, recall, remember } from "./browser_memory.ts";

const unkept = new Map<string, string>();

/** Places of words of pages that are not stored yet begin so. */
export const pageDrafts = "page/";

/** Places of words of pages that will not be taken any more begin so. */
export const lostDrafts = "lost/";

/** The place of what a student writes before it is known in which room they are. */
export const nowhere = "";

/** Whose draft it is. */
interface Author {
  readonly session: string;
  readonly member: string;
  readonly as?: "teacher" | "member";
}

/** Those of teachers are named so, to be found at the sign-out. */
const start = ({ session, member, as }: Author) =>
  `homeroom/draft/${session}/${as === "teacher" ? as : member}/`;

export function readDraft(author: Author, room: string): string {
  const key = start(author) + room;
  return recall(key) ?? unkept.get(key) ?? "";
}

/** Keeps the draft of a room, or forgets it where it is empty. */
export function keepDraft(author: Author, room: string, text: string): void {
  const key = start(author) + room;
  unkept.delete(key);
  if (!remember(key, text || null)) unkept.set(key, text);
}

/** What a member has written and not sent, by its place; of places that begin so alone. */
export function draftsFrom(author: Author, place = ""): Map<string, string> {
  const from = start(author);
  const keys = new Set([...unkept.keys(), ...keysFrom(from + place)]);
  return new Map(
    [...keys].filter((key) => key.startsWith(from + place))
      .map((key) => key.slice(from.length))
      .map((at): [string, string] => [at, readDraft(author, at).trim()])
      .filter(([, text]) => text !== ""),
  );
}

/** What a member has written in any room, or on any page, and not sent. */
export const allDrafts = (author: Author): string[] => [
  ...draftsFrom(author).values(),
];

/** Puts what was written for one room into another; what stands there stays before it, or comes `after` it. */
export function carryDraft(
  author: Author,
  from: string,
  to: string,
  after = false,
): void {
  if (from !== to) moveDraft(author, from, author, to, after);
}

const leftStart = ({ session, member }: Author) =>
  `homeroom/left/${session}/${member}`;

/** The rooms whose drafts may stay where they are: one does not want to be reminded of them in this tab. */
export function draftsLeft(author: Author): string[] {
  return (recall(leftStart(author), "sessionStorage") ?? "").split(" ");
}

/** Leaves the draft of a room where it is, without another word. */
export function leaveDraft(author: Author, room: string): void {
  const left = [...draftsLeft(author), room].join(" ").trim();
  remember(leftStart(author), left, "sessionStorage");
}

/** Speaks again of the draft of a room. */
export function bringBackDraft(author: Author, room: string): void {
  const left = draftsLeft(author);
  if (!left.includes(room)) return;
  const rest = left.filter((id) => id !== room).join(" ");
  remember(leftStart(author), rest || null, "sessionStorage");
}

/**
 * All drafts of one become another's, who is the same person by now. Words of pages are lost: the copies of the pages
 * that they were in are not handed over.
 */
export function handOverDrafts(from: Author, to: Author): void {
  for (const room of draftsFrom(from).keys()) {
    const isPage = room.startsWith(pageDrafts);
    const toRoom = isPage ? lostDrafts + room.slice(pageDrafts.length) : room;
    moveDraft(from, room, to, toRoom);
  }
}

/** Forgets all drafts of a member. */
export function forgetDrafts(author: Author): void {
  unkept.clear();
  for (const key of keysFrom(start(author))) remember(key, null);
  remember(leftStart(author), null, "sessionStorage");
}

function moveDraft(
  from: Author,
  room: string,
  to: Author,
  toRoom: string,
  after = false,
) {
  const moved = readDraft(from, room);
  if (!moved) return;
  const there = readDraft(to, toRoom);
  const [first, then] = after ? [moved, there] : [there, moved];
  keepDraft(from, room, "");
  keepDraft(to, toRoom, first && then ? `${first}\n${then}` : moved);
}
