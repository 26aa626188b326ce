/**
 * Makes the data that the next version must open: an ended class with every kind of content, and a scheduled one. It
 * uses the public interface of a built server:
 * deno run -A tests/data/make.ts tests/data/0.17 [CHECKOUT]
 * `CHECKOUT`: a built checkout of the version that writes the data (default: this one).
 */
import { DatabaseSync } from "node:sqlite";
import { copyFiles } from "../../server/data/paths.ts";
import { makeFullClass } from "../full_class.ts";
import { Visitor } from "../people.ts";
import { startServer } from "../server.ts";
import {
  scheduledClassName,
  scheduledDaysAhead,
  storedAccount,
  storedQuiz,
  wordPrefix,
} from "./lesson.ts";

const [folder, checkout] = Deno.args;
if (!folder) throw new Error("Give the folder that the data is written to.");
const target = `${Deno.cwd()}/${folder}`;
await Deno.mkdir(target, { recursive: true });
const dataDir = await Deno.makeTempDir({ prefix: "homeroom-" });
try {
  if (checkout) Deno.chdir(checkout);
  const server = await startServer({ DATA_DIR: dataDir });
  try {
    await teach(server);
  } finally {
    await server.stop();
  }
  // One small file, without the write-ahead log and deleted rows.
  const database = new DatabaseSync(`${dataDir}/homeroom.kv`);
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  database.prepare("VACUUM INTO ?").run(`${target}/homeroom.kv`);
  database.close();
  const all = () => Promise.resolve(true);
  await copyFiles(`${dataDir}/uploads`, `${target}/uploads`, all);
} finally {
  await Deno.remove(dataDir, { recursive: true });
}
// Open client connections would keep the program running.
Deno.exit(0);

async function teach(
  server: Awaited<ReturnType<typeof startServer>>,
): Promise<void> {
  const teacher = new Visitor(server);
  await teacher.askExpecting(201, "POST", "/api/teachers", storedAccount);
  const filled = await makeFullClass(server, wordPrefix, teacher);
  const { amy, session } = filled;
  const path = `/api/sessions/${session.id}`;
  const kept = await teacher.askExpecting(
    201,
    "POST",
    "/api/quizzes",
    storedQuiz,
  );
  const given = await teacher.askExpecting(201, "POST", `${path}/resources`, {
    quiz: kept.body.quiz.id,
  });
  const resource = given.body.resource.id;
  const [question] = kept.body.quiz.questions;
  amy.queueCommand({
    kind: "answer",
    resource,
    answers: { [question.id]: [question.choices[0].id] },
    done: true,
  });
  await amy.own.waitUntil(
    () => amy.readOutbox().length === 0,
    "the answer was taken",
  );
  await teacher.askExpecting(200, "POST", `${path}/end`, { now: true });
  await teacher.askExpecting(201, "POST", "/api/sessions", {
    name: scheduledClassName,
    startsAt: new Date(Date.now() + scheduledDaysAhead * 86_400_000)
      .toISOString(),
  });
  filled.close();
}
