/** Unsent text per member and place, such as a room: stored on this device (C-3), if possible. */
import { listStoredKeys, readStored, writeStored } from "./browser_storage.ts";

const unkept = new Map<string, string>();

/** Prefix of the places of pages' text that is not stored on the server yet. */
export const pageDraftPrefix = "page/";

/** Prefix of the places of pages' text that will not be accepted any more. */
export const lostDraftPrefix = "lost/";

/** The place of text written before the student's room is known. */
export const unknownRoom = "";

interface Author {
  readonly session: string;
  readonly member: string;
  readonly cookieRole?: "teacher" | "member";
}

/** A teacher's drafts have a fixed prefix, by which signing out finds them. */
const start = ({ session, member, cookieRole }: Author) =>
  `homeroom/draft/${session}/${
    cookieRole === "teacher" ? cookieRole : member
  }/`;

export function readDraft(author: Author, room: string): string {
  const key = start(author) + room;
  return readStored(key) ?? unkept.get(key) ?? "";
}

export function storeDraft(author: Author, room: string, text: string): void {
  const key = start(author) + room;
  unkept.delete(key);
  if (!writeStored(key, text || null)) unkept.set(key, text);
}

export function readDrafts(author: Author, place = ""): Map<string, string> {
  const from = start(author);
  const keys = new Set([...unkept.keys(), ...listStoredKeys(from + place)]);
  return new Map(
    [...keys].filter((key) => key.startsWith(from + place))
      .map((key) => key.slice(from.length))
      .map((at): [string, string] => [at, readDraft(author, at).trim()])
      .filter(([, text]) => text !== ""),
  );
}

export const listDraftTexts = (author: Author): string[] => [
  ...readDrafts(author).values(),
];

/** Moves a room's draft to another room, whose own text comes first, or last (`isLast`). */
export function moveDraftToRoom(
  author: Author,
  from: string,
  to: string,
  isLast = false,
): void {
  if (from !== to) moveDraft(author, from, author, to, isLast);
}

const leftStart = ({ session, member }: Author) =>
  `homeroom/left/${session}/${member}`;

export function listLeftDrafts(author: Author): string[] {
  return (readStored(leftStart(author), "sessionStorage") ?? "").split(" ");
}

export function markDraftLeft(author: Author, room: string): void {
  const left = [...listLeftDrafts(author), room].join(" ").trim();
  writeStored(leftStart(author), left, "sessionStorage");
}

export function unmarkDraftLeft(author: Author, room: string): void {
  const left = listLeftDrafts(author);
  if (!left.includes(room)) return;
  const rest = left.filter((id) => id !== room).join(" ");
  writeStored(leftStart(author), rest || null, "sessionStorage");
}

/** Moves drafts from a former member of this device to its new one. Pages' text becomes lost text. */
export function handOverDrafts(from: Author, to: Author): void {
  for (const room of readDrafts(from).keys()) {
    const isPage = room.startsWith(pageDraftPrefix);
    const toRoom = isPage
      ? lostDraftPrefix + room.slice(pageDraftPrefix.length)
      : room;
    moveDraft(from, room, to, toRoom);
  }
}

export function forgetDrafts(author: Author): void {
  unkept.clear();
  for (const key of listStoredKeys(start(author))) writeStored(key, null);
  writeStored(leftStart(author), null, "sessionStorage");
}

function moveDraft(
  from: Author,
  room: string,
  to: Author,
  toRoom: string,
  isLast = false,
) {
  const movedDraft = readDraft(from, room);
  if (!movedDraft) return;
  const targetDraft = readDraft(to, toRoom);
  const [firstText, secondText] = isLast
    ? [movedDraft, targetDraft]
    : [targetDraft, movedDraft];
  storeDraft(from, room, "");
  storeDraft(
    to,
    toRoom,
    firstText && secondText ? `${firstText}\n${secondText}` : movedDraft,
  );
}
