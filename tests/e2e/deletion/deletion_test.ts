import assert from "node:assert/strict";
import { type FullClass, makeFullClass } from "../../full_class.ts";
import { startEchoModel } from "../../model_server.ts";
import { type Seat, upgradeStatus, Visitor } from "../../people.ts";
import { startServer, swiftStudents, type TestServer } from "../../server.ts";
import { findTracesInKv, listKeys } from "../../traces.ts";
import { readFileBytes } from "../../uploading.ts";

/** Registers a test with a server of its own; what it opened is closed, whatever happens. */
function test(
  name: string,
  prove: (
    given: { server: TestServer; fill: typeof makeFullClass },
  ) => Promise<void>,
) {
  Deno.test({
    name,
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      const model = startEchoModel();
      const server = await startServer({ ...swiftStudents, ...model.settings });
      const open: FullClass[] = [];
      try {
        const fill: typeof makeFullClass = async (...given) => {
          open.push(await makeFullClass(...given));
          return open[open.length - 1];
        };
        await prove({ server, fill });
      } finally {
        open.forEach((one) => one.close());
        await server.stop();
        await model.stop();
      }
    },
  });
}

/**
 * Everything that a seat had open is closed for good. A sender may miss the close code; its cookie is void when it
 * returns.
 */
const gone = (seat: Seat) =>
  Promise.all(
    [seat.sessionDocument, seat.room, seat.own].map(async (one) => {
      const lost = () => one.closes.some(({ code }) => code < 4000);
      await one.waitUntil(
        () => one.permanent !== null || lost(),
        "it was closed",
      );
      if (one.permanent) {
        const { code, reason } = one.permanent;
        assert.deepEqual([code, reason], [4404, "not-found"]);
      } else {
        const { place } = seat.visitor;
        const { pathname } = new URL(one.provider.url);
        const headers = seat.visitor.headers();
        assert.equal(await upgradeStatus(place, pathname, headers), 401);
      }
    }),
  );

/** Traces of words, except the teacher's name in their account. */
const tracesBeside = async ({ dataDir }: TestServer, words: string[]) =>
  (await findTracesInKv(dataDir, words))
    .filter(({ where }) => !where.startsWith('["account"'));

const uploads = async ({ dataDir }: TestServer) =>
  (await Array.fromAsync(Deno.readDir(`${dataDir}/uploads`)))
    .map(({ name }) => name);

test("a running session is deleted at once and completely, and nothing else is (O-3)", async ({ server, fill }) => {
  const other = await fill(server, "other");
  const one = await fill(server, "one");
  const { teacher, session, words } = one;
  const path = `/api/sessions/${session.id}`;
  const all = [...Object.values(words), session.id, session.code];
  for (const word of all) {
    const traces = await findTracesInKv(server.dataDir, [word]);
    assert.ok(traces.length > 1, `${word} was there before`);
  }
  assert.equal((await uploads(server)).length, 8);
  const before = await listKeys(server.dataDir);

  await one.amy.visitor.askExpecting(403, "DELETE", path);
  await other.teacher.askExpecting(404, "DELETE", path);
  await teacher.askExpecting(204, "DELETE", path);
  assert.deepEqual(await tracesBeside(server, all), []);
  assert.equal((await uploads(server)).length, 4);

  for (const seat of [one.teaching, one.amy, one.ben]) await gone(seat);
  await teacher.askExpecting(404, "GET", path);
  await teacher.askExpecting(404, "DELETE", path);
  await teacher.askExpecting(404, "GET", `${path}/history`);
  const { body: listed } = await teacher.askExpecting(
    200,
    "GET",
    "/api/sessions",
  );
  assert.deepEqual(listed.sessions, []);
  const { body: mine } = await one.amy.visitor.askExpecting(
    200,
    "GET",
    "/api/my",
  );
  assert.deepEqual(mine, {
    conversations: [],
    submissions: [],
    checks: [],
    drawings: [],
    pages: [],
    notes: [],
    others: [],
  });
  const { body: me } = await one.amy.visitor.askExpecting(
    200,
    "GET",
    "/api/me",
  );
  assert.deepEqual(me.members, []);
  const code = { code: session.code, name: "Dan" };
  const joining = await one.ben.visitor.ask("POST", "/api/join", code);
  assert.equal(joining.body.type, "no-such-code");
  assert.equal((await readFileBytes(teacher, one.files.ben)).status, 404);
  await teacher.askExpecting(201, "POST", "/api/sessions", {
    name: "The next one",
  });

  const left = before.filter((key) => key.includes(other.session.id));
  const after = await listKeys(server.dataDir);
  assert.deepEqual(left.filter((key) => !after.includes(key)), []);
  await other.amy.sayAndSee("we go on");
  assert.equal(
    (await readFileBytes(other.teacher, other.files.amy)).status,
    200,
  );
  await server.restart();
  const { body: kept } = await other.teacher.askExpecting(
    200,
    "GET",
    `/api/sessions/${other.session.id}/history?format=json&part=chat`,
  );
  const record = JSON.stringify(kept);
  for (const word of Object.values(other.words)) {
    assert.ok(record.includes(word));
  }
});

test("an account is deleted with its sessions by its own password, and no other account is (O-3)", async ({ server, fill }) => {
  const other = await fill(server, "other");
  const one = await fill(server, "one");
  const { teacher, words } = one;
  const two = await fill(server, "two", teacher);
  const { body: me } = await teacher.askExpecting(200, "GET", "/api/me");
  const { id, email } = me.teacher;
  const before = await listKeys(server.dataDir);
  assert.ok(before.some((key) => key.includes(id)));

  await teacher.askExpecting(400, "DELETE", "/api/me", {});
  const wrong = { password: "wrong horse" };
  const refused = await teacher.askExpecting(403, "DELETE", "/api/me", wrong);
  assert.equal(refused.body.type, "not-allowed");
  const guess = { password: "correct horse" };
  await teacher.askExpecting(204, "DELETE", "/api/me", guess);

  const all = [id, email, "zqone", "zqtwo"];
  assert.deepEqual(await findTracesInKv(server.dataDir, all), []);
  assert.equal((await uploads(server)).length, 4);
  await gone(two.amy);
  assert.equal(teacher.cookies.has("teacher"), false);
  await teacher.askExpecting(401, "POST", "/api/login", { email, ...guess });
  await teacher.askExpecting(401, "GET", "/api/sessions");
  const left = before.filter((key) => key.includes(other.session.id));
  const after = await listKeys(server.dataDir);
  assert.deepEqual(left.filter((key) => !after.includes(key)), []);
  await other.amy.sayAndSee(`${words.amy} is not known here`);
  await new Visitor(server).askExpecting(201, "POST", "/api/teachers", {
    email,
    name: "Somebody new",
    password: "another horse",
  });
  assert.ok(!/"level":"error"/.test(server.output()), server.output());
});
