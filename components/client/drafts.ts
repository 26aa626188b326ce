/** Unsent text per member and room, stored on this device (C-3), or on this page if storage is blocked. */
import { keysFrom, recall, remember } from "./browser_memory.ts";

const unkept = new Map<string, string>();

/** Places of text of pages that is not stored yet. */
export const pageDrafts = "page/";

/** Places of text of pages that will not be accepted any more. */
export const lostDrafts = "lost/";

/** The place of text written before the student's room is known. */
export const nowhere = "";

interface Author {
  readonly session: string;
  readonly member: string;
  readonly as?: "teacher" | "member";
}

/** The teacher's drafts have a fixed name, so that signing out finds them. */
const start = ({ session, member, as }: Author) =>
  `homeroom/draft/${session}/${as === "teacher" ? as : member}/`;

export function readDraft(author: Author, room: string): string {
  const key = start(author) + room;
  return recall(key) ?? unkept.get(key) ?? "";
}

export function keepDraft(author: Author, room: string, text: string): void {
  const key = start(author) + room;
  unkept.delete(key);
  if (!remember(key, text || null)) unkept.set(key, text);
}

/** Non-empty drafts by place. */
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

export const allDrafts = (author: Author): string[] => [
  ...draftsFrom(author).values(),
];

/** Moves the draft of one room into another's: behind the text there, or before it (`after`). */
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

/** Rooms whose draft is not mentioned any more in this tab. */
export function draftsLeft(author: Author): string[] {
  return (recall(leftStart(author), "sessionStorage") ?? "").split(" ");
}

export function leaveDraft(author: Author, room: string): void {
  const left = [...draftsLeft(author), room].join(" ").trim();
  remember(leftStart(author), left, "sessionStorage");
}

export function bringBackDraft(author: Author, room: string): void {
  const left = draftsLeft(author);
  if (!left.includes(room)) return;
  const rest = left.filter((id) => id !== room).join(" ");
  remember(leftStart(author), rest || null, "sessionStorage");
}

/** For merged members. Text of pages becomes lost text: their copies are not handed over. */
export function handOverDrafts(from: Author, to: Author): void {
  for (const room of draftsFrom(from).keys()) {
    const isPage = room.startsWith(pageDrafts);
    const toRoom = isPage ? lostDrafts + room.slice(pageDrafts.length) : room;
    moveDraft(from, room, to, toRoom);
  }
}

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
