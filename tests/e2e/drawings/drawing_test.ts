/** Strokes and boards over the wire (W-5). */
import assert from "node:assert/strict";
import { documents } from "../../../classroom/model/documents.ts";
import { writePoints } from "../../../classroom/model/drawing.ts";
import { marks } from "../../../classroom/model/drawings_layout.ts";
import { testClass, testClassAlone as test } from "../../class.ts";
import type { Seat } from "../../people.ts";

const mark = {
  colour: "black",
  width: "thin",
  points: writePoints([{ x: 1, y: 2 }, { x: 30, y: 40 }]),
};

const sharing = { drawing: { name: "A leaf" } };

test("a stroke that has left the outbox outlives a kill, and another comes once (W-5, S2)", async ({ server, teacher, teaching, session, enter, keep }) => {
  const amy = await enter("Amy");
  const { body: { resource: { id: resource } } } = await teacher.get(
    201,
    "POST",
    `/api/sessions/${session.id}/resources`,
    sharing,
  );
  const draw = () => amy.command({ kind: "draw", resource, mark });
  const name = documents.drawing(session.id, resource, amy.member);
  const board = keep(teaching).open(name);
  const ids = () => marks(board.doc).toArray().map(({ id }) => id);
  const first = draw();
  await amy.own.until(() => amy.outbox().length === 0, "it was taken");
  await server.kill();
  const next = draw();
  await server.restart();
  await board.until(() => ids().includes(next), "both were there");
  assert.deepEqual(ids(), [first, next]);
});

testClass(
  "a copy that is taken back closes for all, and no classmate gets a board (W-5, A1)",
  async ({ teacher, session, enter }) => {
    const [amy, ben] = [await enter("Amy"), await enter("Ben")];
    const path = `/api/sessions/${session.id}/resources`;
    const { body: { resource: { id: resource } } } = await teacher.get(
      201,
      "POST",
      path,
      sharing,
    );
    amy.command({ kind: "draw", resource, mark });
    await amy.own.until(() => amy.outbox().length === 0, "it was drawn");
    const { body: { resource: { shown: [{ id, ...told }] } } } = await teacher
      .get(200, "POST", `${path}/${resource}/show`, {});
    assert.deepEqual(told, {}, "without a name");
    const open = (seat: Seat) => seat.open(documents.shown(session.id, id));
    for (const seat of [amy, ben]) {
      const copy = open(seat);
      await copy.until(() => marks(copy.doc).length === 1, "it was shown");
    }
    const others = ben.open(
      documents.drawing(session.id, resource, amy.member),
    );
    await others.until(() => others.permanent !== null, "it was refused");
    assert.equal(others.permanent?.code, 4404);
    assert.equal(marks(others.doc).length, 0);
    await teacher.get(200, "DELETE", `${path}/${resource}/show`);
    for (const seat of [amy, ben]) {
      const copy = open(seat);
      await copy.until(() => copy.permanent !== null, "it was closed");
      assert.equal(copy.permanent?.code, 4404);
    }
  },
);
