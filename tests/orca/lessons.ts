/**
 * A student's and a teacher's lesson by keyboard and screen reader (Orca with Chromium). Each step checks the speech.
 */
import { describeMissingPrograms } from "./desktop.ts";
import { playStudentLesson } from "./student.ts";
import { playTeacherLesson } from "./teacher.ts";
import { startModelServer, streamWords } from "../model_server.ts";
import { startProxy } from "../proxy.ts";
import { startServer, swiftStudents } from "../server.ts";
import { makeStepRunner } from "../steps.ts";

const missing = await describeMissingPrograms();

/** Registers a lesson if its programs are installed. */
function testListening(
  name: string,
  lesson: (context: Deno.TestContext) => Promise<void>,
) {
  // `.ci/run` repeats this line at its end.
  if (missing) console.log(`not run without ${missing}: ${name}`);
  else {
    Deno.test({
      name,
      sanitizeOps: false,
      sanitizeResources: false,
      fn: lesson,
    });
  }
}

testListening("a student who cannot see has a lesson", async (context) => {
  let go: () => void = () => {};
  const model = startModelServer(() =>
    streamWords("It is so, and more than that.".split(/(?<= )/), {
      hold: { after: 3, until: new Promise<void>((answer) => go = answer) },
    })
  );
  const server = await startServer({
    ...swiftStudents,
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: "key",
  });
  const network = startProxy(server.url);
  try {
    const answer = () => go();
    await playStudentLesson({
      server,
      network,
      answer,
      run: makeStepRunner(context),
    });
  } finally {
    await network.stop();
    await server.stop();
    await model.stop();
  }
});

testListening("a teacher who cannot see gives a lesson", async (context) => {
  const server = await startServer();
  try {
    await playTeacherLesson({ server, run: makeStepRunner(context) });
  } finally {
    await server.stop();
  }
});
