/** The wall, picks and the exit ticket over HTTP and the outbox. */
import assert from "node:assert/strict";
import { newId } from "../../../classroom/model/ids.ts";
import { testClass as test } from "../../class.ts";

test("picks and exit tickets have a fixed JSON form (R-6, R-7)", async ({ teacher, session, enter }) => {
  const api = `/api/sessions/${session.id}`;
  const { body: nobody } = await teacher.get(409, "POST", `${api}/pick`, {});
  assert.equal(nobody.type, "conflict");
  assert.match(nobody.detail, /No one is online/);
  const amy = await enter("Amy");
  const { body } = await teacher.get(200, "POST", `${api}/pick`, {});
  assert.deepEqual(body.picked, { member: amy.member, name: "Amy" });
  await teacher.get(204, "PATCH", `${api}/pick`, { show: amy.member });
  await teacher.get(204, "PATCH", `${api}/pick`, { show: null });
  await teacher.get(404, "PATCH", `${api}/pick`, { show: newId() });
  await teacher.get(400, "POST", `${api}/pick`, { from: "chairs" });
  await teacher.get(400, "PUT", `${api}/exit-ticket`, { question: " " });
  const question = "What did you learn?";
  const put = await teacher.get(200, "PUT", `${api}/exit-ticket`, { question });
  assert.equal(put.body.ticket.questions[0].text, question);
  const before = await teacher.get(200, "GET", api);
  const { body: { session: running } } = await teacher.get(
    200,
    "POST",
    `${api}/end`,
    {},
  );
  assert.equal(running.state, "active");
  assert.ok(running.endsAt < before.body.session.endsAt);
  const shared = amy.sessionDocument.doc.getArray<{ exit?: true }>("resources");
  await amy.sessionDocument.until(
    () => shared.toArray().some((it) => it.exit),
    "the ticket was there",
  );
  await teacher.get(409, "DELETE", `${api}/exit-ticket`);
  const undone = await teacher.get(200, "POST", `${api}/end/undo`, {});
  const { revision: _, ...again } = undone.body.session;
  assert.deepEqual(again, before.body.session);
  await teacher.get(204, "DELETE", `${api}/exit-ticket`);
  const { body: none } = await teacher.get(200, "GET", `${api}/exit-ticket`);
  assert.equal(none.ticket, null);
});
