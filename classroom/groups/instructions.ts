/**
 * **Instructions** (B-18): a text and a file above the chat of a group, or of all groups without their own. A group may
 * have its own text and the common file. Writes `files` of the staff's document.
 */
import type * as Y from "yjs";
import { refusalForField } from "../model/refuse.ts";
import { markPosted, requireUpload } from "../model/attachments.ts";
import { breakoutSetting, findActiveRoom } from "../model/breakouts_layout.ts";
import { bounds } from "../model/bounds.ts";
import type { Attachment } from "../model/files.ts";
import type { ClassDocuments } from "../model/layout.ts";

/** The pseudo-room of files for all groups. */
const allGroupsPlace = "breakouts";

export function cleanInstructions(typed: string | null): string | undefined {
  const text = typed?.trim();
  if (!text) return undefined;
  if (text.length > bounds.instructions) {
    throw refusalForField("instructions", "instructions-too-long", {
      most: bounds.instructions,
      length: text.length,
    });
  }
  return text;
}

/**
 * Finds the file for instructions, the present one or an upload of `uploaderId`, and notes where it is, which decides
 * who may read it.
 * @param fileId null removes it, undefined keeps the present one
 * @param room the group; absent: all groups
 */
export function attachFile(
  docs: ClassDocuments,
  fileId: string | null | undefined,
  { previousFile, uploaderId, room = allGroupsPlace }: {
    previousFile: Attachment | undefined;
    uploaderId: string;
    room?: string;
  },
): Attachment | undefined {
  if (fileId === undefined || fileId === previousFile?.id) return previousFile;
  if (fileId === null) return undefined;
  const file = requireUpload(docs, fileId, uploaderId);
  markPosted(docs.staff, file.id, room);
  return file;
}

/** A group's own file, else that of all groups. */
export function instructionFile(
  session: Y.Doc,
  room: string,
): Attachment | undefined {
  const group = findActiveRoom(session, room);
  return group && (group.file ?? breakoutSetting(session, "file"));
}
