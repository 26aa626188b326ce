/**
 * `draw` and `rub` (W-5): a student's marks on their own board, and erasing. Writes the board, and notes it
 * in `drawings` of `<s>/staff`.
 */
import { z } from "zod";
import type { Command } from "../../sync/authority.ts";
import { Refusal } from "../../sync/refusal.ts";
import { type CommandContext, defineCommand } from "../define_command.ts";
import { requireActiveMember } from "../model/acting.ts";
import { writtenText } from "../model/controls.ts";
import { isReadable } from "../model/display_names.ts";
import {
  colours,
  isOnBoard,
  isWithin,
  lineOf,
  type Mark,
  readPoints,
  widths,
} from "../model/drawing.ts";
import { drawingBounds } from "../model/drawing_bounds.ts";
import { boardKey, boards, marks, rubbed } from "../model/drawings_layout.ts";
import { fault } from "../model/faults.ts";
import { id } from "../model/id_schemas.ts";
import { refusal } from "../model/refuse.ts";
import { findShared } from "../model/resources_layout.ts";
import { isFor } from "../model/resources/shared.ts";

const colour = z.enum(colours);

const stroke = z.strictObject({
  /** Id of the line's first piece. */
  line: id.optional(),
  colour,
  width: z.enum(widths),
  points: z.string(),
  pressed: z.literal(true).optional(),
}).refine(
  ({ points, pressed }) => readPoints(points, pressed === true) !== null,
  { path: ["points"], message: fault("wrong") },
);

const label = z.strictObject({
  colour,
  text: writtenText.trim().min(1, fault("blank")).max(drawingBounds.label),
  x: z.number().int(),
  y: z.number().int(),
}).refine(({ x, y }) => isOnBoard(x, y), {
  path: ["x"],
  message: fault("wrong"),
});

/** Adds a mark; its id is the command's, so it counts once (SYNC-3). */
export const drawCommand = defineCommand({
  kind: "draw",
  fields: { resource: id, mark: z.union([stroke, label]) },
  needs: ["staff", "drawing"],
  pace: { lane: "drawing", uses: { marks: 1 } },
  decide(at, { id, resource, mark: given }) {
    requireAtBoard(at, resource);
    const { drawing, member, staff, tx } = at;
    const list = marks(drawing).toArray();
    if (list.some((it) => it.id === id)) return;
    if ("text" in given && !isReadable(given.text)) {
      throw refusal("line-unshowable");
    }
    const mark: Mark = { id, ...given };
    requirePlace(at, list, mark);
    marks(drawing).push([mark]);
    const key = boardKey({ resource, member });
    if (!boards(staff).has(key)) boards(staff).set(key, { at: tx.now });
  },
});

/** Erases lines and labels, or restores them. */
export const rubCommand = defineCommand({
  kind: "rub",
  fields: {
    resource: id,
    lines: z.array(id).min(1).max(200),
    on: z.boolean(),
  },
  needs: ["staff", "drawing"],
  pace: { lane: "drawing", uses: { marks: weightOf } },
  decide(at, { resource, lines, on }) {
    requireAtBoard(at, resource);
    const { drawing } = at;
    const there = new Set(marks(drawing).toArray().map(lineOf));
    for (const line of lines) {
      // Skips unchanged lines and deleted ones.
      if (rubbed(drawing).has(line) === on) continue;
      if (!on) rubbed(drawing).delete(line);
      else if (there.has(line)) rubbed(drawing).set(line, true);
    }
  },
});

/** Erasing many lines counts as a few marks, since each is written. */
function weightOf({ lines }: Command): number {
  return Array.isArray(lines) ? 1 + Math.floor(lines.length / 20) : 1;
}

/** Refuses non-students, and boards that are closed or for others. */
function requireAtBoard(
  { session, member: id, tx }: CommandContext,
  resource: string,
): void {
  const member = requireActiveMember(session, id, tx.now);
  if (member.role !== "student") throw refusal("students-draw");
  const shared = findShared(session, resource, "drawing");
  if (!isFor(shared, member.room)) throw new Refusal("not-in-room");
  if (shared.closed) throw new Refusal("ended");
}

/** Refuses a mark on a full board; deletes erased lines for good if that makes room. */
function requirePlace(
  { drawing }: CommandContext<"drawing">,
  list: readonly Mark[],
  next: Mark,
): void {
  if (isWithin([...list, next])) return;
  const isGone = (mark: Mark) => rubbed(drawing).has(lineOf(mark));
  if (!isWithin([...list.filter((it) => !isGone(it)), next])) {
    throw refusal("board-full");
  }
  for (let at = list.length - 1; at >= 0; at--) {
    if (isGone(list[at])) marks(drawing).delete(at);
  }
  rubbed(drawing).clear();
}
