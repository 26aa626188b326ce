import { findAttachment } from "../model/attachments.ts";
import { requireTeacherRole } from "../model/permissions.ts";
import { type VisibleShape, visibleShapes } from "../model/drawing.ts";
import { documentNames as names } from "../model/documents.ts";
import { listBoards } from "../model/drawings_layout.ts";
import { readClassDocuments, readDocument } from "../model/layout.ts";
import { findPerson } from "../model/persons.ts";
import { findSharedOrTakenBack } from "../model/resources_layout.ts";
import type {
  SharedDrawing,
  SharedResource,
} from "../model/resources/shared_resources.ts";
import type { Attachment } from "../model/files.ts";
import type { Identity } from "../model/members.ts";
import { drawnShapes, erasedLines, members } from "../model/roots.ts";
import type { RecordSource } from "./record_entries.ts";

export interface DrawingRecord {
  shared: SharedDrawing;
  member: string;
  name: string;
  /** The former name of an alias, for a board from before it became one (J-7). */
  joinedAs?: string;
  shapes: VisibleShape[];
  picture?: Attachment;
}

/**
 * Yields boards that have had shapes, in the order in which their sets were shared, including sets taken back.
 * @param only boards of this resource
 */
export async function* readDrawingRecords(
  { sync }: Pick<RecordSource, "sync">,
  who: Identity,
  only?: SharedResource,
): AsyncGenerator<DrawingRecord> {
  requireTeacherRole(who);
  const s = who.session;
  const boards = await readClassDocuments(
    sync,
    s,
    (docs) =>
      listBoards(docs.staff).flatMap(({ resource, member, into }) => {
        const shared = findSharedOrTakenBack(docs, resource, "drawing");
        if (!shared || into !== undefined) return [];
        if (only && only.id !== resource) return [];
        const id = findPerson(docs.session, member);
        const person = members(docs.session).get(id);
        const { joinedAs } = members(docs.session).get(member) ?? {};
        const picture = findAttachment(docs.staff, shared.image);
        return [{
          shared,
          member,
          name: person?.name ?? "",
          ...(picture && { picture }),
          ...(id !== member && joinedAs && { joinedAs }),
        }];
      }).sort((a, b) => a.shared.at - b.shared.at),
  );
  for (const board of boards) {
    const name = names.drawing(s, board.shared.id, board.member);
    const shapes = await readDocument(
      sync,
      name,
      (doc) => visibleShapes(drawnShapes(doc).toArray(), erasedLines(doc)),
    );
    yield { ...board, shapes };
  }
}
