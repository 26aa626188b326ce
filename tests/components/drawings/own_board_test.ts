/** A student's board, with commands under way (W-5). */
import assert from "node:assert/strict";
import * as Y from "yjs";
import type { MemberCommand } from "../../../classroom/commands.ts";
import { marks } from "../../../classroom/model/drawings_layout.ts";
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
  marks(stored).push([{
    id: "a",
    text: "Stomata",
    colour: "black",
    x: 40,
    y: 72,
  }]);
  const { outbox, boards } = boardsOn(own, stored);
  const board = boards.of("r");
  const ids = () => board.seen.value.map(({ id }) => id);
  const settle = () => outbox.settle((it) => !boards.awaits(it));
  board.rub(["a"]);
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
  const board = boards.of("r");
  const draw = () =>
    board.draw({ text: "Leaf", colour: "black", x: 40, y: 72 });
  while (draw() !== null) assert(!board.full.value);
  assert(board.full.value);
  const all = own.getArray("outbox");
  all.delete(0, all.length - 1);
  assert(board.full.value);
  all.delete(0);
  assert(!board.full.value);
  boards.close();
});

Deno.test("Undo skips what was refused or went for good, and takes back what was drawn before it (W-5)", () => {
  const stored = new Y.Doc(), own = new Y.Doc();
  const { outbox, boards } = boardsOn(own, stored);
  const board = boards.of("r");
  const label = { text: "Leaf", colour: "black", x: 40, y: 72 } as const;
  const draws = () => {
    const line = board.draw(label)!;
    board.drawn(line);
    return line;
  };
  const sent = own.getArray("outbox");
  const [kept, refused] = [draws(), draws()];
  sent.delete(0, 2);
  marks(stored).push([{ id: kept, ...label }]);
  outbox.settle((it) => it.id === refused || !boards.awaits(it));
  assert.deepEqual(board.seen.value.map(({ id }) => id), [kept]);
  board.undo();
  assert.deepEqual(board.seen.value, [], "the one before it");
  assert(!board.canUndo.value, "nothing is left");
  assert.equal(sent.length, 1);
  board.redo();
  assert.deepEqual(board.seen.value.map(({ id }) => id), [kept]);
  assert(!board.canRedo.value);
  board.rub([kept]);
  sent.delete(0, sent.length);
  marks(stored).delete(0);
  outbox.settle(() => true);
  assert(!board.canUndo.value, "it went for good");
  boards.close();
});
