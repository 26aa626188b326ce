/** A student's board, with commands under way (W-5). */
import assert from "node:assert/strict";
import * as Y from "yjs";
import type { MemberCommand } from "../../../classroom/commands.ts";
import { drawingMarks } from "../../../classroom/model/drawings_layout.ts";
import type { ClassSession } from "../../../components/client/class_session.ts";
import { OwnBoards } from "../../../components/drawings/own_board.ts";
import { Outbox } from "../../../sync/client/outbox.ts";

/** A student's boards: commands under way are in `own`, each stored board in `stored`. */
function boardsOn(own: Y.Doc, stored = new Y.Doc()) {
  const outbox = new Outbox<MemberCommand>(own);
  const session = {
    outbox,
    seat: { session: "s", member: "m" },
    open: () => ({ doc: stored, close() {} }),
  };
  const boards = new OwnBoards(session as unknown as ClassSession);
  return { outbox, boards };
}

Deno.test("what was cleared and undone before the class heard of it is there (W-5)", () => {
  const stored = new Y.Doc(), own = new Y.Doc();
  drawingMarks(stored).push([{
    id: "a",
    text: "Stomata",
    colour: "black",
    x: 40,
    y: 72,
  }]);
  const { outbox, boards } = boardsOn(own, stored);
  const board = boards.boardOf("r");
  const ids = () => board.shownMarks.value.map(({ id }) => id);
  const settle = () =>
    outbox.forgetSettled((it) => !boards.isEffectPending(it));
  board.eraseMarks(["a"]);
  assert.deepEqual(ids(), []);
  board.undo();
  assert.deepEqual(ids(), ["a"]);

  own.getArray("outbox").delete(0, 2);
  settle();
  assert.deepEqual(outbox.awaitingEffect.value, []);
  assert.deepEqual(ids(), ["a"]);

  board.redo();
  own.getArray("outbox").delete(0);
  settle();
  assert.equal(outbox.awaitingEffect.value.length, 1, "it has yet to come");
  assert.deepEqual(ids(), []);
  boards.close();
});

Deno.test("that no more is kept is said until all has gone (W-5)", () => {
  const own = new Y.Doc();
  const { boards } = boardsOn(own);
  const board = boards.boardOf("r");
  const draw = () =>
    board.drawMark({ text: "Leaf", colour: "black", x: 40, y: 72 });
  while (draw() !== null) assert(!board.isOutboxFull.value);
  assert(board.isOutboxFull.value);
  const all = own.getArray("outbox");
  all.delete(0, all.length - 1);
  assert(board.isOutboxFull.value);
  all.delete(0);
  assert(!board.isOutboxFull.value);
  boards.close();
});

Deno.test("Undo skips what was refused or went for good, and takes back what was drawn before it (W-5)", () => {
  const stored = new Y.Doc(), own = new Y.Doc();
  const { outbox, boards } = boardsOn(own, stored);
  const board = boards.boardOf("r");
  const label = { text: "Leaf", colour: "black", x: 40, y: 72 } as const;
  const draws = () => {
    const line = board.drawMark(label)!;
    board.recordForUndo(line);
    return line;
  };
  const sent = own.getArray("outbox");
  const [kept, refused] = [draws(), draws()];
  sent.delete(0, 2);
  drawingMarks(stored).push([{ id: kept, ...label }]);
  outbox.forgetSettled((it) =>
    it.id === refused || !boards.isEffectPending(it)
  );
  assert.deepEqual(board.shownMarks.value.map(({ id }) => id), [kept]);
  board.undo();
  assert.deepEqual(board.shownMarks.value, [], "the one before it");
  assert(!board.canUndo.value, "nothing is left");
  assert.equal(sent.length, 1);
  board.redo();
  assert.deepEqual(board.shownMarks.value.map(({ id }) => id), [kept]);
  assert(!board.canRedo.value);
  board.eraseMarks([kept]);
  sent.delete(0, sent.length);
  drawingMarks(stored).delete(0);
  outbox.forgetSettled(() => true);
  assert(!board.canUndo.value, "it went for good");
  boards.close();
});
