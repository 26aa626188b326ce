/** O-3: what is deleted is gone, from every key, value and file; what is not deleted stays. */
import assert from "node:assert/strict";
import type { Server } from "../class.ts";
import { fillClass, type FullClass } from "../full_class.ts";
import { eventually, type Seat } from "../people.ts";
import { startServer } from "../server.ts";
import { keysOf, tracesInKv } from "../traces.ts";
import { read } from "../uploading.ts";

/** Registers a test with a server of its own; what it opened is closed, whatever happens. */
function testDeletion(
  name: string,
  test: (server: Server, fill: typeof fillClass) => Promise<void>,
) {
  Deno.test({
    name,
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      const server = await startServer();
      const open: FullClass[] = [];
      try {
        await test(server, async (...given) => {
          open.push(await fillClass(...given));
          return open[open.length - 1];
        });
      } finally {
        open.forEach((one) => one.close());
        await server.stop();
      }
    },
  });
}

const gone = (seat: Seat) =>
  Promise.all(
    [seat.sessionDocument, seat.room, seat.own].map(async (one) => {
      await one.until(() => one.permanent !== null, "it was closed");
      assert.deepEqual(
        [one.permanent?.code, one.permanent?.reason],
        [4404, "not-found"],
      );
    }),
  );

/** What there is of these words, beside the name in an account, which nobody has deleted. */
const tracesBeside = async ({ dataDir }: Server, words: string[]) =>
  (await tracesInKv(dataDir, words))
    .filter(({ where }) => !where.startsWith('["account"'));

const uploads = async ({ dataDir }: Server) =>
  (await Array.fromAsync(Deno.readDir(`${dataDir}/uploads`)))
    .map(({ name }) => name);

testDeletion(
  "O-3: a session that runs is deleted at once and completely, and nothing else is",
  async (server, fill) => {
    const other = await fill(server, "other");
    const one = await fill(server, "one");
    const { teacher, session, words } = one;
    const path = `/api/sessions/${session.id}`;
    const all = [...Object.values(words), session.id, session.code];
    for (const word of all) {
      const traces = await tracesInKv(server.dataDir, [word]);
      assert.ok(traces.length > 1, `${word} was there before`);
    }
    assert.equal((await uploads(server)).length, 8);
    const before = await keysOf(server.dataDir);

    await one.amy.visitor.get(403, "DELETE", path);
    await other.teacher.get(404, "DELETE", path);
    await teacher.get(204, "DELETE", path);
    assert.deepEqual(await tracesBeside(server, all), []);
    assert.equal((await uploads(server)).length, 4);

    for (const seat of [one.teaching, one.amy, one.ben]) await gone(seat);
    await teacher.get(404, "GET", path);
    await teacher.get(404, "DELETE", path);
    await teacher.get(404, "GET", `${path}/history`);
    const { body: listed } = await teacher.get(200, "GET", "/api/sessions");
    assert.deepEqual(listed.sessions, []);
    const { body: mine } = await one.amy.visitor.get(200, "GET", "/api/my");
    assert.deepEqual(mine, { conversations: [], submissions: [] });
    const { body: me } = await one.amy.visitor.get(200, "GET", "/api/me");
    assert.deepEqual(me.members, []);
    const code = { code: session.code, name: "Dan" };
    const joining = await one.ben.visitor.ask("POST", "/api/join", code);
    assert.equal(joining.body.type, "no-such-code");
    assert.equal((await read(teacher, one.files.ben)).status, 404);
    // They may begin anew at once: nothing of it runs any more.
    await teacher.get(201, "POST", "/api/sessions", { name: "The next one" });

    // All that is not of it is as it was.
    const left = before.filter((key) => key.includes(other.session.id));
    const after = await keysOf(server.dataDir);
    assert.deepEqual(left.filter((key) => !after.includes(key)), []);
    await other.amy.sayAndSee("we go on");
    assert.equal((await read(other.teacher, other.files.amy)).status, 200);
    await server.restart();
    const { body: kept } = await other.teacher.get(
      200,
      "GET",
      `/api/sessions/${other.session.id}/history?format=json&part=chat`,
    );
    const record = JSON.stringify(kept);
    for (const word of Object.values(other.words)) {
      assert.ok(record.includes(word));
    }
  },
);

testDeletion(
  "O-3: members who write while their session is deleted leave nothing in it",
  async (server, fill) => {
    const one = await fill(server, "one");
    const { amy, ben, teacher, session } = one;
    let writes = 0;
    const writing = setInterval(() => {
      amy.say(`late ${++writes}`);
      ben.say(`late ${++writes}`);
    }, 2);
    try {
      await eventually(
        () => Promise.resolve(writes),
        (count) => count > 40,
        "they wrote",
      );
      await teacher.get(204, "DELETE", `/api/sessions/${session.id}`);
      await gone(amy);
      await gone(ben);
    } finally {
      clearInterval(writing);
    }
    const all = [...Object.values(one.words), session.id, "late "];
    assert.deepEqual(await tracesBeside(server, all), []);
    assert.ok(!/"level":"error"/.test(server.output()), server.output());
  },
);
