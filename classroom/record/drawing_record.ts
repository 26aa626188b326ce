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

export interface DrawingRecord {
  shared: SharedDrawing;
  member: string;
  name: string;
  /** Their former name, if the drawing did not fit on their board in a merge (J-7). */
  joinedAs?: string;
  seen: Seen[];
  picture?: Attached;
}

/**
 * Yields boards with marks, by time of sharing, including those taken back.
 * @param only boards of this resource
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
