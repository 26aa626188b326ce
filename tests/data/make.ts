/**
 * Makes the data that the next version must open: an ended class with every kind of content, and a scheduled one. It
 * uses the public interface of a built server:
 * deno run -A tests/data/make.ts tests/data/0.17 [CHECKOUT]
 * `CHECKOUT`: a built checkout of the version that writes the data (default: this one).
 */
import { DatabaseSync } from "node:sqlite";
import { copyFiles } from "../../server/data/paths.ts";
import { fillClass } from "../full_class.ts";
import { Visitor } from "../people.ts";
import { startServer } from "../server.ts";
import { account, daysAhead, mark, quiz, scheduled } from "./lesson.ts";

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
  await teacher.get(201, "POST", "/api/teachers", account);
  const filled = await fillClass(server, mark, teacher);
  const { amy, session } = filled;
  const path = `/api/sessions/${session.id}`;
  const kept = await teacher.get(201, "POST", "/api/quizzes", quiz);
  const given = await teacher.get(201, "POST", `${path}/resources`, {
    quiz: kept.body.quiz.id,
  });
  const resource = given.body.resource.id;
  const [question] = kept.body.quiz.questions;
  amy.command({
    kind: "answer",
    resource,
    answers: { [question.id]: [question.choices[0].id] },
    done: true,
  });
  await amy.own.until(() => amy.outbox().length === 0, "the answer was taken");
  await teacher.get(200, "POST", `${path}/end`, { now: true });
  await teacher.get(201, "POST", "/api/sessions", {
    name: scheduled,
    startsAt: new Date(Date.now() + daysAhead * 86_400_000).toISOString(),
  });
  filled.close();
}
