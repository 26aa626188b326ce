/** A server that many tests share, each with classes of its own. */
import type { Place } from "./people.ts";
import { startServer, type TestServer } from "./server.ts";

/** Where a whole run keeps its servers (`run/stage.ts`); undefined where a file runs by itself. */
const stage = Deno.env.get("TEST_STAGE");

/** The servers of a file that runs by itself, by their settings. */
const own = new Map<string, Promise<TestServer>>();

/**
 * A server with these settings, which other tests use at the same time: nobody may stop it, and what a test counts on it
 * must be its own. It ends with the run, or with the file.
 */
export async function sharedServer(
  env: Record<string, string> = {},
): Promise<Place> {
  const settings = JSON.stringify(env, Object.keys(env).sort());
  if (stage !== undefined) {
    const answer = await fetch(stage, { method: "POST", body: settings });
    if (!answer.ok) throw new Error(await answer.text());
    return await answer.json();
  }
  if (!own.has(settings)) own.set(settings, startServer(env));
  return await own.get(settings)!;
}

Deno.test.afterAll(async () => {
  for (const server of own.values()) await (await server).stop();
});
