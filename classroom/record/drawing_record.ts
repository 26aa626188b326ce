/** What stands on the drawing boards of a class (W-5), as the record has it. */
import { attachedIn } from "../model/attached.ts";
import { requireTeacher } from "../model/acting.ts";
import { type Seen, seenOf } from "../model/drawing.ts";
import { documents as names } from "../model/documents.ts";
import { allBoards, marks, rubbed } from "../model/drawings_layout.ts";
import { members, readClass, readDocument } from "../model/layout.ts";
import { personIn } from "../model/persons.ts";
import { findSharedOrTaken } from "../model/resources_layout.ts";
import type { Shared, SharedDrawing } from "../model/resources/shared.ts";
import type { Attached } from "../model/files.ts";
import type { Who } from "../model/who.ts";
import type { RecordSource } from "./record_entries.ts";

/** One board as it is now. */
export interface DrawingRecord {
  shared: SharedDrawing;
  /** The student whose it is. */
  member: string;
  name: string;
  /** As whom they drew it, where it did not fit on the board that they have since they were merged (J-7). */
  joinedAs?: string;
  seen: Seen[];
  /** The picture on which they drew. */
  picture?: Attached;
}

/**
 * All on which something was drawn, those of what was shared first first; also of what was taken back.
 *
 * @param only those of what was shared as this
 */
export async function* drawingRecords(
  { sync }: Pick<RecordSource, "sync">,
  who: Who,
  only?: Shared,
): AsyncGenerator<DrawingRecord> {
  requireTeacher(who);
  const s = who.session;
  const all = await readClass(
    sync,
    s,
    (docs) =>
      allBoards(docs.staff).flatMap(({ resource, member, into }) => {
        const shared = findSharedOrTaken(docs, resource, "drawing");
        if (!shared || into !== undefined) return [];
        if (only && only.id !== resource) return [];
        const id = personIn(docs.session, member);
        const person = members(docs.session).get(id);
        const { joinedAs } = members(docs.session).get(member) ?? {};
        const picture = attachedIn(docs.staff, shared.image);
        return [{
          shared,
          member,
          name: person?.name ?? "",
          ...(picture && { picture }),
          ...(id !== member && joinedAs && { joinedAs }),
        }];
      }).sort((a, b) => a.shared.at - b.shared.at),
  );
  for (const one of all) {
    const board = names.drawing(s, one.shared.id, one.member);
    const seen = await readDocument(
      sync,
      board,
      (doc) => seenOf(marks(doc).toArray(), rubbed(doc)),
    );
    yield { ...one, seen };
  }
}
