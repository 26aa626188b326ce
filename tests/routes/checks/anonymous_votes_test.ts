/** A vote on an anonymous poll is one request of the cookie's member, and counts once. */
import assert from "node:assert/strict";
import { newId } from "../../../classroom/model/ids.ts";
import { type Class, testClass as test } from "../../class.ts";
import {
  createSession,
  eventually,
  join,
  type Seat,
  signUp,
  Visitor,
} from "../../people.ts";

/** A poll of the class: its id, its choices' ids, and the number of votes. */
async function share(
  { teacher, session }: Class,
  poll: Record<string, unknown> = { kind: "letters" },
) {
  const all = `/api/sessions/${session.id}/resources`;
  const { body } = await teacher.get(201, "POST", all, { poll });
  const { id, questions: [{ id: question, choices = [] }] } = body.resource;
  const path = `${all}/${id}`;
  return {
    id: id as string,
    path,
    question: question as string,
    choices: choices.map((it: { id: string }) => it.id) as string[],
    voted: async () =>
      (await teacher.get(200, "GET", path)).body.questions[0].answered,
  };
}

async function told(answer: ReturnType<Seat["vote"]>) {
  const { status, body } = await answer;
  return [status, body?.reason ?? body?.type];
}

const counted = [204, undefined];
const again = [409, "already-answered"];

test("a vote counts once: sent twice, in parallel, or from two devices (R-4)", async (given) => {
  const { server, session, enter, keep } = given;
  const { id, choices: [a, b], voted } = await share(given);
  const amy = await enter("Amy");
  assert.deepEqual(await told(amy.vote(id, [a])), counted);
  assert.deepEqual(await told(amy.vote(id, [a])), again, "a lost reply");
  assert.deepEqual(await told(amy.vote(id, [b])), again, "another choice");
  await amy.own.until(
    () => amy.own.doc.getMap("answers").has(id),
    "her page knows that she has voted",
  );
  assert.deepEqual(amy.own.doc.getMap("answers").get(id), { done: true });
  const ben = await enter("Ben");
  const other = keep(await join(server, session.code, "Ben", ben.visitor));
  assert.equal(other.member, ben.member);
  const both = await Promise.all([
    told(ben.vote(id, [a])),
    told(other.vote(id, [b])),
    told(ben.vote(id, [a])),
  ]);
  const statuses = both.map(([status]) => status).sort();
  assert.deepEqual(statuses, [204, 409, 409]);
  assert.equal(await voted(), 2);
});

test("no cookie, a foreign one, a teacher's or a removed student's cannot vote (R-4)", async (given) => {
  const { server, teacher, session, enter } = given;
  const { choices: [a], path, voted } = await share(given);
  const nobody = new Visitor(server);
  const vote = (visitor: Visitor, as = "") =>
    told(visitor.ask("POST", `${path}/vote${as}`, { answer: [a] }));
  assert.deepEqual(await vote(nobody), [401, "not-signed-in"]);
  const elsewhere = await createSession(await signUp(server));
  const stranger = await join(server, elsewhere.code, "Amy");
  assert.deepEqual(await vote(stranger.visitor), [401, "not-signed-in"]);
  assert.deepEqual(await vote(await signUp(server)), [404, "not-found"]);
  assert.deepEqual(await vote(teacher), [403, "students-answer"]);
  const own = "?as=member";
  assert.deepEqual(await vote(teacher, own), [404, "not-found"]);
  const amy = await enter("Amy"), ben = await enter("Ben");
  const headers = { origin: "https://elsewhere.example" };
  const foreign = amy.visitor
    .ask("POST", `${path}/vote`, { answer: [a] }, headers);
  assert.deepEqual(await told(foreign), [403, "foreign-origin"]);
  const form = { "content-type": "text/plain" };
  const posted = await amy.visitor
    .ask("POST", `${path}/vote`, { answer: [a] }, form);
  assert.equal(posted.status, 415);
  const members = `/api/sessions/${session.id}/members`;
  await teacher.get(204, "DELETE", `${members}/${ben.member}`);
  assert.deepEqual(await vote(ben.visitor), [403, "removed"]);
  assert.equal(await voted(), 0);
  const body = { answer: [a], member: ben.member };
  const named = amy.visitor.ask("POST", `${path}/vote`, body);
  assert.equal((await named).status, 400);
  assert.equal(await voted(), 0);
  assert.deepEqual(await vote(amy.visitor), counted);
  assert.equal(await voted(), 1);
});

test("a closed, shown, ended, named or missing poll takes no anonymous vote (R-4)", async (given) => {
  const { teacher, session, enter } = given;
  const amy = await enter("Amy");
  const poll = await share(given), { id, choices: [a] } = poll;
  const change = (ask: unknown) => teacher.get(200, "PATCH", poll.path, ask);
  await change({ closed: true });
  assert.deepEqual(await told(amy.vote(id, [a])), [409, "poll-closed"]);
  await change({ closed: false });
  assert.deepEqual(await told(amy.vote(id, [a])), counted);
  const ben = await enter("Ben");
  await change({ showResults: true });
  assert.deepEqual(await told(ben.vote(id, [a])), [409, "ended"]);
  assert.deepEqual(await told(amy.vote(id, [a])), again);
  assert.deepEqual(await told(ben.vote(newId(), [a])), [404, "not-found"]);
  const named = await share(given, { kind: "letters", anonymous: false });
  const open = ben.vote(named.id, [named.choices[0]]);
  assert.deepEqual(await told(open), [404, "not-found"]);
  const last = await share(given);
  const path = `/api/sessions/${session.id}`;
  await teacher.get(200, "POST", `${path}/end`, { now: true });
  const late = ben.vote(last.id, [last.choices[0]]);
  assert.deepEqual(await told(late), [409, "ended"]);
});

test("an invalid vote is refused and can be sent again (R-4)", async (given) => {
  const { teacher, session, enter } = given;
  const path = `/api/sessions/${session.id}`;
  await teacher.get(200, "PATCH", path, { blockedWords: ["zqrude"] });
  const amy = await enter("Amy");
  const letters = await share(given), [a, b] = letters.choices;
  const hostile: [unknown, string][] = [
    [[], "no-answer"],
    [[newId()], "no-such-answer"],
    [[a, b], "no-such-answer"],
    ["a", "no-such-answer"],
    [1, "no-such-answer"],
    [["__proto__"], "malformed"],
    [[[a]], "malformed"],
    [{ [letters.question]: [a] }, "malformed"],
    [Array.from({ length: 2000 }, () => a), "malformed"],
    [null, "malformed"],
    [undefined, "malformed"],
  ];
  for (const [answer, reason] of hostile) {
    const [status, why] = await told(amy.vote(letters.id, answer));
    assert.deepEqual([status, why], [400, reason], JSON.stringify(answer));
  }
  assert.equal(await letters.voted(), 0);
  const word = await share(given, { kind: "word" });
  const words: [unknown, number, string][] = [
    ["", 400, "no-answer"],
    ["  ", 400, "no-answer"],
    ["x".repeat(41), 400, "no-such-answer"],
    ["\u200b", 400, "line-unshowable"],
    ["so zqrude", 403, "blocked-answer"],
  ];
  for (const [answer, status, reason] of words) {
    const refused = await told(amy.vote(word.id, answer));
    assert.deepEqual(refused, [status, reason], JSON.stringify(answer));
  }
  assert.deepEqual(await told(amy.vote(word.id, "__proto__")), counted);
  assert.equal(await word.voted(), 1);
  assert.deepEqual(await told(amy.vote(letters.id, [b])), counted);
  const many = await eventually(
    () => amy.vote(letters.id, [b]),
    ({ status }) => status === 429,
    "a script has to wait",
  );
  assert.equal(many.body.type, "too-often");
  assert.ok(Number(many.headers.get("retry-after")) > 0);
  assert.equal(await letters.voted(), 1);
});
