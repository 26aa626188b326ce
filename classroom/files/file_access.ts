/**
 * Who may read a finished file (C-5, A1): the readers of a room in which a message has it, or which has it in its
 * instructions; until it is posted, the person who uploaded it. Staff also read a file whose message was taken away
 * since, students do not (C3).
 */
import type { Authority } from "../../sync/authority.ts";
import { Refusal } from "../../sync/refusal.ts";
import type { Sync } from "../../sync/sync.ts";
import { isFileHeld } from "../chat/holding.ts";
import { fileOnTop } from "../groups/instructions.ts";
import type { Who } from "../identity.ts";
import { members } from "../layout.ts";
import { isSameSeat } from "../people/persons.ts";
import { documents as names } from "../schema/documents.ts";
import type { FileEntry } from "../schema/files.ts";
import { files, filesIn } from "./attached.ts";

/** The file, if one of these people may read it; else refused, as the last of them is. */
export async function readableFile(
  sync: Sync<Who>,
  authority: Pick<Authority<Who>, "access">,
  people: readonly Who[],
  id: string,
): Promise<FileEntry> {
  let refused: unknown = new Refusal("not-found");
  for (const who of people) {
    try {
      return await readAs(sync, authority, who, id);
    } catch (thrown) {
      refused = thrown;
    }
  }
  throw refused;
}

async function readAs(
  sync: Sync<Who>,
  authority: Pick<Authority<Who>, "access">,
  who: Who,
  id: string,
): Promise<FileEntry> {
  const { session: s, member: me, own: seat = me } = who;
  const root = names.session(s), staff = names.staff(s);
  const room = await sync.read(
    s,
    [root],
    ({ doc }) => members(doc(root)).get(me)?.room,
  );
  const rooms = ["main", ...(room ? [room] : [])];
  const open = rooms.map((room) => names.room(s, room));
  return await sync.read(s, [root, staff, ...open], (documents) => {
    const { doc } = documents;
    const may = (document: string) =>
      authority.access(documents, who, document);
    const own = may(names.member(s, seat));
    if (typeof own === "object") throw new Refusal(own.reason);
    const entry = files(doc(staff)).get(id);
    if (!entry?.done) throw new Refusal("not-found");
    const isPosted = entry.rooms.length > 0;
    if (!isPosted && isSameSeat(doc(root), entry.by, seat)) return entry;
    const isForStaff = isPosted || isFileHeld(doc(staff), id);
    if (isForStaff && may(staff) === "read") return entry;
    const isInRoom = rooms.some((room) => {
      const name = names.room(s, room);
      return may(name) === "read" &&
        (filesIn(doc(name)).has(id) || fileOnTop(doc(root), room)?.id === id);
    });
    if (isInRoom) return entry;
    throw new Refusal("not-found");
  });
}
