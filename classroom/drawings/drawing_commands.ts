/**
 * `draw` and `rub` (W-5): a student's shapes on their own board, and erasing. Writes the board, and notes it
 * in `drawings` of `<s>/staff`.
 */
import type * as Y from "yjs";
import { z } from "zod";
import type { Command } from "../../sync/authority.ts";
import {
  type CommandContext,
  defineCommand,
  noteText,
} from "../define_command.ts";
import { requireActiveMember } from "../model/permissions.ts";
import { idSchema, typedTextSchema } from "../model/field_schemas.ts";
import { isReadableLine } from "../model/display_names.ts";
import {
  decodePoints,
  type DrawnShape,
  isOnBoard,
  isWithinBoardLimits,
  lineIdOf,
  penColours,
  penWidths,
} from "../model/drawing.ts";
import { drawingBounds } from "../model/drawing_bounds.ts";
import { boardKey } from "../model/drawings_layout.ts";
import { faultMessage } from "../model/faults.ts";
import { refusal } from "../model/refuse.ts";
import type { StudentWork } from "../model/monitoring/activity.ts";
import { findShared, requireShared } from "../model/resources_layout.ts";
import { isSharedWithRoom } from "../model/resources/shared_resources.ts";
import { drawnShapes, erasedLines } from "../model/roots.ts";
import { boardEntries } from "../model/staff_roots.ts";

const colourSchema = z.enum(penColours);

const strokeSchema = z.strictObject({
  /** Id of the line's first piece; absent for that piece. */
  line: idSchema.optional(),
  colour: colourSchema,
  width: z.enum(penWidths),
  points: z.string(),
  pressed: z.literal(true).optional(),
}).refine(
  ({ points, pressed }) => decodePoints(points, pressed === true) !== null,
  { path: ["points"], message: faultMessage("wrong") },
);

const labelSchema = z.strictObject({
  colour: colourSchema,
  text: typedTextSchema.trim().min(1, faultMessage("blank")).max(
    drawingBounds.label,
  ),
  x: z.number().int(),
  y: z.number().int(),
}).refine(({ x, y }) => isOnBoard(x, y), {
  path: ["x"],
  message: faultMessage("wrong"),
});

/** Adds a shape. Its id is that of the command, so that it counts once (SYNC-3). */
export const drawCommand = defineCommand({
  kind: "draw",
  fields: { resource: idSchema, mark: z.union([strokeSchema, labelSchema]) },
  needs: ["staff", "drawing"],
  mayCauseAlert: true,
  isThere: isBoardShared,
  work: workOnBoard,
  pace: { lane: "drawing", uses: { marks: 1 } },
  decide(context, { id, resource, mark: sentShape }) {
    requireAtBoard(context, resource);
    const { drawing, seat, staff, tx } = context;
    const list = drawnShapes(drawing).toArray();
    if (list.some((it) => it.id === id)) return;
    if ("text" in sentShape && !isReadableLine(sentShape.text)) {
      throw refusal("line-unshowable");
    }
    const shape: DrawnShape = { id, ...sentShape };
    requirePlace(context, list, shape);
    drawnShapes(drawing).push([shape]);
    if ("text" in shape) {
      noteText(context, { where: "drawing", of: resource, text: shape.text });
    }
    const key = boardKey({ resource, member: seat });
    if (!boardEntries(staff).has(key)) {
      boardEntries(staff).set(key, { at: tx.now });
    }
  },
});

export const eraseCommand = defineCommand({
  kind: "rub",
  fields: {
    resource: idSchema,
    lines: z.array(idSchema).min(1).max(200),
    on: z.boolean(),
  },
  needs: ["staff", "drawing"],
  isThere: isBoardShared,
  work: workOnBoard,
  pace: { lane: "drawing", uses: { marks: shapeWeight } },
  decide(context, { resource, lines, on }) {
    requireAtBoard(context, resource);
    const { drawing } = context;
    const lineIds = new Set(drawnShapes(drawing).toArray().map(lineIdOf));
    for (const line of lines) {
      if (erasedLines(drawing).has(line) === on) continue;
      if (!on) erasedLines(drawing).delete(line);
      else if (lineIds.has(line)) erasedLines(drawing).set(line, true);
    }
  },
});

function isBoardShared(session: Y.Doc, { resource }: Command): boolean {
  return findShared(session, String(resource), "drawing") !== undefined;
}

function workOnBoard(
  { seat, tx }: CommandContext,
  { resource }: { resource: string },
): StudentWork {
  return { at: tx.now, drawing: resource, by: seat };
}

/** Erasing many lines counts as a few shapes, since each is written. */
function shapeWeight({ lines }: Command): number {
  return Array.isArray(lines) ? 1 + Math.floor(lines.length / 20) : 1;
}

/** Refuses members who are no students, and boards that are closed or for other groups. */
function requireAtBoard(
  { session, member: id, tx }: CommandContext,
  resource: string,
): void {
  const member = requireActiveMember(session, id, tx.now);
  if (member.role !== "student") throw refusal("students-draw");
  const shared = requireShared(session, resource, "drawing");
  if (!isSharedWithRoom(shared, member.room)) throw refusal("not-in-room");
  if (shared.closed) throw refusal("ended");
}

/** Refuses a shape on a full board; deletes erased lines for good if that makes room. */
function requirePlace(
  { drawing }: CommandContext<"drawing">,
  list: readonly DrawnShape[],
  next: DrawnShape,
): void {
  if (isWithinBoardLimits([...list, next])) return;
  const isGone = (shape: DrawnShape) =>
    erasedLines(drawing).has(lineIdOf(shape));
  if (!isWithinBoardLimits([...list.filter((it) => !isGone(it)), next])) {
    throw refusal("board-full");
  }
  for (let index = list.length - 1; index >= 0; index--) {
    if (isGone(list[index])) drawnShapes(drawing).delete(index);
  }
  erasedLines(drawing).clear();
}
