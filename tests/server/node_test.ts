import assert from "node:assert/strict";
import {
  createSession,
  joinClass,
  makeTeacherSeat,
  Seat,
  signUp,
} from "../people.ts";
import { nodeProgram, startServer } from "../server.ts";

const isThere = nodeProgram !== null;
if (!isThere) {
  console.log(
    "not run without ON_NODE: one data folder on Deno and on Node",
  );
}

// A missing program is named instead of ignoring the test.
if (isThere) {
  Deno.test({
    name:
      "Deno and Node open the same data in turn, and each reads the other's writes",
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      const dataDir = await Deno.makeTempDir({ prefix: "homeroom-" });
      const env = { DATA_DIR: dataDir, FOLD_AFTER: "2" };
      const place = { url: "", wsUrl: "" };
      const run = async (
        node: string | null,
        lesson: () => Promise<void>,
      ): Promise<void> => {
        const server = await startServer(env, [], node);
        Object.assign(place, { url: server.url, wsUrl: server.wsUrl });
        try {
          await lesson();
        } finally {
          assert.equal(await server.stop(), 0);
        }
      };
      const said: string[] = [];
      const talk = async (seat: Seat, ...words: string[]): Promise<void> => {
        await seat.openPage();
        const heard = () => seat.visibleLines().join("\n") === said.join("\n");
        await seat.room.waitUntil(heard, "what was said before is there");
        for (const word of words) {
          seat.queueMessage(word);
          said.push(`Amy: ${word}`);
          await seat.room.waitUntil(heard, `it says ${word}`);
        }
        seat.close();
      };
      try {
        let amy!: Seat;
        const again = () => {
          const { visitor, session, member } = amy;
          return new Seat(visitor, { session, member, as: "member" });
        };
        let teacher!: Awaited<ReturnType<typeof signUp>>;
        await run(null, async () => {
          teacher = await signUp(place);
          const session = await createSession(teacher);
          await makeTeacherSeat(teacher, session).openPage().then((it) =>
            it.close()
          );
          amy = await joinClass(place, session.code, "Amy");
          await talk(amy, "one", "two", "三🙂");
        });
        await run(nodeProgram, async () => {
          await teacher.askExpecting(200, "GET", "/api/me");
          await talk(again(), "four", "fünf", "six");
        });
        await run(null, async () => {
          await teacher.askExpecting(200, "GET", "/api/me");
          await talk(again(), "seven");
        });
        assert.equal(said.length, 7);
      } finally {
        await Deno.remove(dataDir, { recursive: true });
      }
    },
  });
}
