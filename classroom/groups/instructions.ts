/**
 * **Instructions** (B-18): what the teacher says on top of a group, with a file; for one group, or for all that
 * have none of their own. Words and file stand for themselves: a group may have words of its own and the file
 * of all. Writes `files` of the staff's document.
 */
import type * as Y from "yjs";
import { refusalAt } from "../model/refuse.ts";
import { markPosted, uploaded } from "../model/attached.ts";
import { activeRoom, breakouts } from "../model/breakouts_layout.ts";
import { bounds } from "../model/bounds.ts";
import type { Attached } from "../model/files.ts";
import type { ClassDocuments } from "../model/layout.ts";

/** Where a file is posted that goes with the instructions for all groups. */
const everywhere = "breakouts";

/** Instructions as they are stored; undefined: none. */
export function cleanInstructions(typed: string | null): string | undefined {
  const text = typed?.trim();
  if (!text) return undefined;
  if (text.length > bounds.instructions) {
    throw refusalAt("instructions", "instructions-too-long", {
      most: bounds.instructions,
      length: text.length,
    });
  }
  return text;
}

/**
 * The file that instructions are to have: a finished upload of whoever asks, or the one that they have already.
 * From now on who may read it is decided by where it stands. Undefined: none.
 *
 * @param wanted its id; null takes it away, undefined leaves it as it is
 * @param room the group that it is for; absent: all
 */
export function attach(
  docs: ClassDocuments,
  wanted: string | null | undefined,
  { before, by, room = everywhere }: {
    before: Attached | undefined;
    by: string;
    room?: string;
  },
): Attached | undefined {
  if (wanted === undefined || wanted === before?.id) return before;
  if (wanted === null) return undefined;
  const file = uploaded(docs, wanted, by);
  markPosted(docs.staff, file.id, room);
  return file;
}

/** The file that stands on top of a group. */
export function fileOnTop(session: Y.Doc, room: string): Attached | undefined {
  const group = activeRoom(session, room);
  return group && (group.file ?? breakouts(session, "file"));
}
