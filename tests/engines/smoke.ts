/**
 * `deno task test:browsers`: the lesson in each installed engine; missing ones are reported, not failed.
 * `ENGINES=Firefox,WebKit` selects engines; `PICTURES=1` keeps screenshots.
 */
import assert from "node:assert/strict";
import { startServer } from "../server.ts";
import { makeStepRunner } from "../steps.ts";
import { testCallInFirefox, testCallInWebKit } from "./calls.ts";
import type { Engine, RunningEngine } from "./device.ts";
import { playLesson } from "./lesson.ts";
import { Person } from "./person.ts";
import { chromiumEngine, firefoxEngine } from "./playwright_engines.ts";
import { webkitEngine } from "./webkit_engine.ts";

const shots = "tests/screenshots/engines";
const keepsPictures = Deno.env.get("PICTURES") === "1";

/** Default: all. */
const wanted = Deno.env.get("ENGINES")?.split(",");

/** The suite's own tests cover calls in Chromium. */
const callsIn = new Map([
  [firefoxEngine, testCallInFirefox],
  [webkitEngine, testCallInWebKit],
]);

for (const engine of [chromiumEngine, firefoxEngine, webkitEngine]) {
  if (wanted && !wanted.includes(engine.name)) continue;
  const missing = await engine.lacks();
  if (missing === null) {
    testIn(engine);
    callsIn.get(engine)?.();
  } // `.ci/run` repeats these lines at its end.
  else {
    console.log(`not run without ${missing}: the lesson in ${engine.name}`);
  }
}

function testIn(engine: Engine) {
  Deno.test({
    name: `a lesson runs in ${engine.name} (D-5)`,
    // The browsers leave resources open.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn(context) {
      const server = await startServer();
      const people: Person[] = [];
      const picture = async (of: Person, name: string) => {
        await Deno.mkdir(shots, { recursive: true });
        await Deno.writeFile(
          `${shots}/${engine.name}-${name}.png`.toLowerCase(),
          await of.device.picture(),
        );
      };
      let running: RunningEngine | undefined;
      try {
        const started = running = await engine.start();
        console.log(`${engine.name} ${started.version}`);
        await playLesson({
          server,
          async person(name) {
            const device = await started.device();
            const person = Person.start(name, device, server.url);
            people.push(person);
            return person;
          },
          step: makeStepRunner(context),
          keeps: async (of, name) => {
            if (keepsPictures) await picture(of, name);
          },
        });
        for (const { name, device } of people) {
          assert.deepEqual(await device.trouble(), [], name);
        }
      } catch (error) {
        for (const one of people) {
          console.log(one.name, await one.path(), await one.device.trouble());
          await picture(one, `failed-${one.name}`);
        }
        throw error;
      } finally {
        for (const person of people) await person.close();
        await running?.stop();
        await server.stop();
      }
    },
  });
}
