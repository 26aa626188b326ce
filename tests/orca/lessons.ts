/**
 * Two lessons that nobody looks at: a student's and a teacher's, by keyboard alone, in a Chromium of the machine's
 * packages to which Orca listens. After each step what was said is held against what must be heard.
 */
import { lacks } from "./desktop.ts";
import { learn } from "./student.ts";
import { teach } from "./teacher.ts";
import { startModelServer, streamed } from "../model_server.ts";
import { startProxy } from "../proxy.ts";
import { startServer, swiftStudents } from "../server.ts";
import { stepsOf } from "../steps.ts";

const missing = await lacks();

/** Registers one, where the machine has what it needs. */
function testListening(
  name: string,
  lesson: (context: Deno.TestContext) => Promise<void>,
) {
  // `.ci/run` says this once more at its end.
  if (missing) console.log(`not run for want of ${missing}: ${name}`);
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
