/**
 * Who may read a finished file (C-5, A1): the readers of a room in which a message has it, or which has it in its
 * instructions; whoever has the question to which it belongs; until it is posted, the person who uploaded it. Staff also read a file whose message was taken away
 * since, students do not (C3).
 */
import type * as Y from "yjs";
import type { Authority } from "../../sync/authority.ts";
import { Refusal } from "../../sync/refusal.ts";
import { isFileHeld } from "../model/holding.ts";
import { fileOnTop } from "../groups/instructions.ts";
import type { Who } from "../model/who.ts";
import { members, readClass, readSession } from "../model/layout.ts";
import { isSameSeat } from "../model/persons.ts";
import { resources } from "../model/resources_layout.ts";
import { documents as names } from "../model/documents.ts";
import type { FileEntry } from "../model/files.ts";
import { isFor } from "../model/resources/shared.ts";
import { files, filesIn } from "../model/attached.ts";
import type { AppServices } from "../app_services.ts";

/** The file, if one of these people may read it; else refused, as the last of them is. */
export async function readableFile(
  sources: Sources,
  people: readonly Who[],
  id: string,
): Promise<FileEntry> {
  let refused: unknown = new Refusal("not-found");
  for (const who of people) {
    try {
      return await readAs(sources, who, id);
    } catch (thrown) {
      refused = thrown;
    }
  }
  throw refused;
}

interface Sources extends Pick<AppServices, "sync"> {
  authority: Pick<Authority<Who>, "access">;
}

async function readAs(
  { sync, authority }: Sources,
  who: Who,
  id: string,
): Promise<FileEntry> {
  const { session: s, member: me, own: seat = me } = who;
  // What they have seen by another instance: a picture, or the group that they are in.
  await sync.current(s);
  const room = await readSession(sync, s, (doc) => members(doc).get(me)?.room);
  const rooms = ["main", ...(room ? [room] : [])];
  const open = rooms.map((room) => names.room(s, room));
  return await readClass(sync, s, ({ session, staff }, documents) => {
    const may = (document: string) =>
      authority.access(documents, who, document);
    const own = may(names.member(s, seat));
    if (typeof own === "object") throw new Refusal(own.reason);
    const entry = files(staff).get(id);
    if (!entry?.done) throw new Refusal("not-found");
    const isPosted = entry.rooms.length > 0;
    if (!isPosted && isSameSeat(session, entry.by, seat)) return entry;
    const isForStaff = isPosted || isFileHeld(staff, id);
    if (isForStaff && may(names.staff(s)) === "read") return entry;
    const isInRoom = rooms.some((room) => {
      const name = names.room(s, room);
      return may(name) === "read" &&
        (filesIn(documents.doc(name)).has(id) ||
          fileOnTop(session, room)?.id === id);
    });
    if (isInRoom || isGiven(session, me, id)) return entry;
    throw new Refusal("not-found");
  }, open);
}

/** Whether a file belongs to a question that this member has now. */
function isGiven(session: Y.Doc, me: string, id: string): boolean {
  const room = members(session).get(me)?.room ?? null;
  return resources(session).toArray().some((it) =>
    it.kind === "quiz" && isFor(it, room) &&
    it.questions.some(({ image }) => image === id)
  );
}
