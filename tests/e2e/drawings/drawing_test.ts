/** Strokes and boards over the wire (W-5). */
import assert from "node:assert/strict";
import { documentNames } from "../../../classroom/model/documents.ts";
import { encodePoints } from "../../../classroom/model/drawing.ts";
import { drawingMarks } from "../../../classroom/model/drawings_layout.ts";
import { testClassAlone as test } from "../../class.ts";

const mark = {
  colour: "black",
  width: "thin",
  points: encodePoints([{ x: 1, y: 2 }, { x: 30, y: 40 }]),
};

const sharing = { drawing: { name: "A leaf" } };

test("a stroke that left the outbox survives a kill, and a later one is added once (W-5, SYNC-2)", async ({ server, teacher, teaching, session, enter, keep }) => {
  const amy = await enter("Amy");
  const { body: { resource: { id: resource } } } = await teacher.get(
    201,
    "POST",
    `/api/sessions/${session.id}/resources`,
    sharing,
  );
  const draw = () => amy.command({ kind: "draw", resource, mark });
  const name = documentNames.drawing(session.id, resource, amy.member);
  const board = keep(teaching).open(name);
  const ids = () => drawingMarks(board.doc).toArray().map(({ id }) => id);
  const first = draw();
  await amy.own.until(() => amy.outbox().length === 0, "it was taken");
  await server.kill();
  const next = draw();
  await server.restart();
  await board.until(() => ids().includes(next), "both were there");
  assert.deepEqual(ids(), [first, next]);
});
