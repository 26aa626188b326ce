/** The wall, picks and the exit ticket over HTTP and the outbox. */
import assert from "node:assert/strict";
import { newId } from "../../../classroom/model/ids.ts";
import { testClass as test } from "../../class.ts";
import { signUp } from "../../people.ts";

test("a question is on the wall once, and its teacher sees, marks and posts it (R-5)", async ({ teacher, session, enter, server }) => {
  const amy = await enter("Amy"), ben = await enter("Ben");
  const api = `/api/sessions/${session.id}`;
  const { body: { resource } } = await teacher.get(
    201,
    "POST",
    `${api}/resources`,
    { wall: {} },
  );
  const question = { kind: "wish", resource: resource.id, text: "Why?" };
  const wish = amy.command(question);
  // U5: nobody lets their own question be on Present.
  const forged = amy.command({ ...question, presented: true });
  assert.equal((await amy.refused(forged)).refused, "malformed");
  const wishes = ben.sessionDocument.doc.getMap("wishes");
  await ben.sessionDocument.until(
    () => wishes.has(wish),
    "the question was on the wall",
  );
  const vote = { kind: "vote", resource: resource.id, wish, on: true };
  ben.command(vote);
  ben.command(vote);
  const votes = amy.sessionDocument.doc.getMap("wishVotes");
  await amy.sessionDocument.until(
    () => votes.get(wish) === 1,
    "the vote counted",
  );
  assert.equal((await amy.refused(amy.command(vote))).detail, "own-wish");
  const one = `${api}/resources/${resource.id}/wishes/${wish}`;
  await ben.visitor.get(403, "PATCH", one, { hidden: true });
  await ben.visitor.get(403, "PATCH", one, { presented: true });
  const wall = `${api}/resources/${resource.id}`;
  await amy.visitor.get(403, "PATCH", wall, { presentsAll: true });
  const other = await signUp(server, "Ms Other");
  await other.get(404, "PATCH", one, { hidden: true });
  await teacher.get(404, "PATCH", one.replace(wish, newId()), {});
  await teacher.get(400, "PATCH", one, { hidden: "yes" });
  const { body } = await teacher.get(200, "PATCH", one, { answered: true });
  assert.deepEqual(
    [body.wish.member, body.wish.votes, body.wish.answered],
    [amy.member, 1, true],
  );
  assert.equal(body.wish.presented, undefined);
  await teacher.get(200, "POST", `${one}/post`, {});
  await teacher.get(200, "POST", `${one}/post`, {});
  await ben.sees(wish);
  assert.deepEqual(ben.heard(), ["Ms Lin: > Why?"]);
  const view = await teacher.get(200, "GET", `${api}/resources/${resource.id}`);
  assert.deepEqual(view.body.wishes, [{ ...body.wish, posted: true }]);
  await teacher.get(200, "PATCH", `${api}/resources/${resource.id}`, {
    closed: true,
  });
  const late = ben.command({ ...question, text: "Too late" });
  const { refused, command } = await ben.refused(late);
  assert.deepEqual([refused, command?.text], ["ended", "Too late"]);
});

test("who is picked, and the exit ticket, are answered as they are fixed (R-6, R-7)", async ({ teacher, session, enter }) => {
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
  const put = await teacher.get(200, "PUT", `${api}/exit-ticket`, {
    question,
  });
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
