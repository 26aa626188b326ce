/**
 * O-3: the server is killed while it deletes a session, between the steps and at random moments. After the next start
 * the session is whole or gone, and no other is damaged. `SEED` and `ROUNDS`: see `random.ts`.
 */
import assert from "node:assert/strict";
import { fillClass } from "../full_class.ts";
import { echoModel } from "../model_server.ts";
import { eventually } from "../people.ts";
import { run } from "../random.ts";
import { startServer, swiftStudents } from "../server.ts";
import { keysOf, tracesInKv } from "../traces.ts";
import { killedAfter, killOrdered, moment, orderKill } from "./crashing.ts";

const rounds = run("deletions", 10);
/** The kill comes after the session is deleted, a file, the entries of members, or the documents. */
const steps = ["delete head", "delete file", "delete entered", "delete log"];

Deno.test({
  name:
    "a server killed while it deletes a session keeps all of it or nothing (O-3)",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const model = echoModel();
    const env = { ...swiftStudents, ...model.settings };
    const server = await startServer(env, killedAfter);
    try {
      const other = await fillClass(server, "other");
      other.close();
      const kept = (await keysOf(server.dataDir))
        .filter((key) => key.includes(other.session.id)).length;
      let interrupted = 0, n = 0;
      await rounds.each(async (random, seed) => {
        const one = await fillClass(server, `one${n++}x`);
        one.close();
        const { id } = one.session;
        const path = `/api/sessions/${id}`;
        const step = steps[seed % (steps.length + 1)];
        if (step) await orderKill(server, step);
        const deleting = one.teacher.ask("DELETE", path).then(
          ({ status }) => status,
          () => null,
        );
        if (step) await killOrdered(server);
        else {
          await moment(random.below(20));
          await server.kill();
        }
        const answered = await deleting;
        const left = await keysOf(server.dataDir);
        const begun = left.some((key) => key.startsWith('["deleting"'));
        if (step) assert.ok(begun, `it was interrupted: ${step}`);
        if (begun) interrupted++;
        await server.restart();
        await eventually(
          () => keysOf(server.dataDir),
          (keys) => !keys.some((key) => key.startsWith('["deleting"')),
          "it was gone on with",
        );
        const words = [id, ...Object.values(one.words)];
        const traces = (await tracesInKv(server.dataDir, words))
          .filter(({ where }) => !where.startsWith('["account"'));
        if (answered === 204 || begun || traces.length === 0) {
          assert.deepEqual(traces, []);
        } else {
          const { body } = await one.teacher.get(200, "GET", `${path}/history`);
          assert.ok(JSON.stringify(body).includes(one.words.amy));
          await one.teacher.get(204, "DELETE", path);
        }
        const folder = `${server.dataDir}/uploads`;
        const uploads = await Array.fromAsync(Deno.readDir(folder));
        assert.equal(uploads.length, 4, "the other's, and no other's");
      });
      console.log(`${interrupted} of ${n} were interrupted`);
      const still = (await keysOf(server.dataDir))
        .filter((key) => key.includes(other.session.id)).length;
      // The kill may lose the answer in progress and the presence.
      assert.ok(still >= kept - 2, `${still} of ${kept}`);
      const history = `/api/sessions/${other.session.id}/history`;
      const { body } = await other.teacher.get(200, "GET", history);
      for (const word of Object.values(other.words)) {
        assert.ok(JSON.stringify(body).includes(word));
      }
    } finally {
      await server.stop();
      await model.stop();
    }
  },
});
