/**
 * A student's and a teacher's lesson by keyboard and screen reader (Orca with Chromium). Each step checks the speech.
 */
import { lacks } from "./desktop.ts";
import { learn } from "./student.ts";
import { teach } from "./teacher.ts";
import { startModelServer, streamed } from "../model_server.ts";
import { startProxy } from "../proxy.ts";
import { startServer, swiftStudents } from "../server.ts";
import { stepsOf } from "../steps.ts";

const missing = await lacks();

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
    streamed("It is so, and more than that.".split(/(?<= )/), {
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
    await learn({ server, network, answer, run: stepsOf(context) });
  } finally {
    await network.stop();
    await server.stop();
    await model.stop();
  }
});

testListening("a teacher who cannot see gives a lesson", async (context) => {
  const server = await startServer();
  try {
    await teach({ server, run: stepsOf(context) });
  } finally {
    await server.stop();
  }
});
