/** The assistant's part of the API. */
import assert from "node:assert/strict";
import { newId } from "../../../classroom/model/ids.ts";
import { testClass as test } from "../../class.ts";
import { Visitor } from "../../people.ts";

test("a teacher sets prompt, limits and pause, and an invalid change is refused whole (A-5, ACCESS-5)", async ({ server, teacher, session, enter }) => {
  const path = `/api/sessions/${session.id}`;
  assert.equal(session.assistantPaused, false);
  assert.deepEqual(session.limits, {
    perMinute: 10,
    tokens: 100_000,
    students: 100,
  });
  const set = { prompt: " Be brief. ", limits: { tokens: 5000 } };
  const changed = await teacher.get(200, "PATCH", path, set);
  assert.equal(changed.body.session.prompt, "Be brief.");
  assert.deepEqual(changed.body.session.limits, {
    perMinute: 10,
    tokens: 5000,
    students: 100,
  });
  const wrong: [unknown, string][] = [
    [{ limits: { perMinute: 0 } }, "malformed"],
    [{ limits: { perMinute: 61 } }, "malformed"],
    [{ limits: { tokens: 999 } }, "malformed"],
    [{ limits: { classTokens: 1e9 } }, "malformed"],
    [{ limits: { other: 1 } }, "malformed"],
    [{ prompt: 5 }, "malformed"],
    [{ assistantPaused: true, prompt: "x".repeat(4001) }, "too-long"],
  ];
  for (const [body, type] of wrong) {
    const { body: problem } = await teacher.get(400, "PATCH", path, body);
    assert.equal(problem.type, type);
  }
  const now = await teacher.get(200, "GET", path);
  assert.equal(now.body.session.assistantPaused, false);
  assert.equal(now.body.session.prompt, "Be brief.");

  await teacher.get(200, "PATCH", path, { assistantPaused: true });
  const amy = await enter("Amy");
  const ask = { kind: "ask", conversation: newId(), text: "Why?" };
  const refused = await amy.refused(amy.command(ask));
  assert.equal(refused.refused, "assistant-paused");
  assert.deepEqual({ ...refused.command, id: "" }, { id: "", ...ask });
  assert.equal(amy.info().assistantPaused, true);

  const stranger = new Visitor(server);
  const empty = await stranger.get(200, "GET", "/api/my");
  assert.deepEqual(empty.body, {
    checks: [],
    conversations: [],
    submissions: [],
    others: [],
    pages: [],
  });
  await stranger.get(404, "GET", `/api/my/conversations/${newId()}`);
  const submission = `${path}/submissions/${newId()}`;
  await stranger.get(401, "PATCH", submission, { grade: "1" });
  await amy.visitor.get(403, "PATCH", submission, { grade: "1" });
  for (const part of ["conversations", "submissions"]) {
    const history = `${path}/history?part=${part}`;
    await stranger.get(401, "GET", history);
    await amy.visitor.get(403, "GET", history);
  }
  const { body: { assistant } } = await teacher.get(
    200,
    "GET",
    `${path}/assistant`,
  );
  assert.equal(assistant.requests, 0);
  await amy.visitor.get(403, "GET", `${path}/assistant`);
  const signals = (m: string) => `${path}/members/${m}/signals`;
  await amy.visitor.get(403, "DELETE", signals(amy.member));
  await teacher.get(404, "DELETE", signals(newId()));
});
