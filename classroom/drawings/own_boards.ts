/** A student's own drawing boards, for reading after the class (W-5). */
import { z } from "zod";
import type * as Y from "yjs";
import type { AppServices } from "../app_services.ts";
import { findAttachment } from "../model/attachments.ts";
import { documentNames as names } from "../model/documents.ts";
import {
  type BoardId,
  type DrawnShape,
  lineIdOf,
  paperKinds,
  penColours,
  penWidths,
} from "../model/drawing.ts";
import { listBoards } from "../model/drawings_layout.ts";
import {
  type ClassDocuments,
  readClassDocuments,
  readDocument,
} from "../model/layout.ts";
import { isSameSeat } from "../model/persons.ts";
import { findShared } from "../model/resources_layout.ts";
import { toIsoString } from "../../formats/times.ts";
import { drawnShapes, erasedLines } from "../model/roots.ts";
import {
  namedIdSchema,
  nameSchema,
  timeSchema,
  yesSchema,
} from "../model/result_schemas.ts";

export const ownBoardSchema = z.object({
  /** `<resource>-<member>`, as in the name of the board's document. */
  id: z.string().describe("for `GET /api/my/drawings/:d`"),
  name: z.string(),
  at: timeSchema,
  paper: z.enum(paperKinds),
  image: namedIdSchema.optional(),
  alt: z.string().optional(),
  lines: z.number().describe("how many are visible"),
  labels: z.array(z.string()).describe("the visible words"),
});
export type OwnBoard = z.output<typeof ownBoardSchema>;

/** A shape as boards have it; their type is `DrawnShape`. */
export const drawnShapeSchema = nameSchema(
  "DrawingMark",
  z.union([
    z.object({
      id: namedIdSchema,
      line: namedIdSchema.optional().describe("of the line's first piece"),
      colour: z.enum(penColours),
      width: z.enum(penWidths),
      points: z.string(),
      pressed: yesSchema.optional(),
    }),
    z.object({
      id: namedIdSchema,
      colour: z.enum(penColours),
      text: z.string(),
      x: z.number(),
      y: z.number(),
    }),
  ]),
);

export interface OwnBoardShapes {
  /** The visible shapes, oldest first. */
  marks: DrawnShape[];
}

/**
 * Boards of a member and of confirmed aliases that have visible shapes and were not taken back, oldest first. The
 * shapes are only counted: drawing them can take long, so the reader's page does it.
 * @param member the member whose own document the browser uses; an unconfirmed browser has no board of its own (J-2)
 */
export async function ownBoards(
  { sync }: Pick<AppServices, "sync">,
  s: string,
  member: string,
): Promise<OwnBoard[]> {
  const boards = await readClassDocuments(
    sync,
    s,
    (docs) => boardsOf(docs, member).sort((a, b) => a.sharedAt - b.sharedAt),
  );
  const visibleBoards: OwnBoard[] = [];
  for (const { sharedAt, board, ...entry } of boards) {
    const { marks: shapes } = await readShapes(sync, s, board);
    if (shapes.length === 0) continue;
    const labels = shapes.flatMap((it) => "text" in it ? it.text : []);
    const ids = shapes.flatMap((it) => "text" in it ? [] : lineIdOf(it));
    const lines = new Set(ids).size;
    visibleBoards.push({ ...entry, at: toIsoString(sharedAt), lines, labels });
  }
  return visibleBoards;
}

/** The visible shapes of a member's own board; null: it is not theirs, or was taken back. */
export async function ownBoardShapes(
  { sync }: Pick<AppServices, "sync">,
  s: string,
  member: string,
  id: string,
): Promise<OwnBoardShapes | null> {
  const [entry] = await readClassDocuments(
    sync,
    s,
    (docs) => boardsOf(docs, member).filter((it) => it.id === id),
  );
  return entry ? await readShapes(sync, s, entry.board) : null;
}

function boardsOf({ session, staff }: ClassDocuments, member: string) {
  return listBoards(staff).flatMap((board) => {
    if (board.into !== undefined) return [];
    if (!isSameSeat(session, board.member, member)) return [];
    const shared = findShared(session, board.resource, "drawing");
    if (!shared) return [];
    const { name, at: sharedAt, paper, alt } = shared;
    const image = findAttachment(staff, shared.image)?.id;
    return [{
      id: `${board.resource}-${board.member}`,
      name,
      sharedAt,
      paper,
      ...(image !== undefined && { image }),
      ...(image !== undefined && alt && { alt }),
      board: board as BoardId,
    }];
  });
}

async function readShapes(
  sync: AppServices["sync"],
  s: string,
  { resource, member }: BoardId,
): Promise<OwnBoardShapes> {
  const shapes = await readDocument(
    sync,
    names.drawing(s, resource, member),
    visibleStoredShapes,
  );
  return { marks: shapes };
}

function visibleStoredShapes(board: Y.Doc): DrawnShape[] {
  const erased = erasedLines(board);
  return drawnShapes(board).toArray().filter((shape) =>
    !erased.has(lineIdOf(shape))
  );
}
