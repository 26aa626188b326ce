import type { ServerAddress } from "./people.ts";
import { startServer, type TestServer } from "./server.ts";

/** URL of a whole run's servers (`run/stage.ts`); undefined for a single file. */
const stage = Deno.env.get("TEST_STAGE");

const own = new Map<string, Promise<TestServer>>();

Deno.test.afterAll(async () => {
  for (const server of own.values()) await (await server).stop();
});

/** Runs a test on a server that other tests use too: the test may not stop it, and may count only its own data. */
export async function withSharedServer(
  env: Record<string, string>,
  test: (server: ServerAddress) => Promise<void>,
): Promise<void> {
  const settings = JSON.stringify(env, Object.keys(env).sort());
  if (stage === undefined) {
    if (!own.has(settings)) own.set(settings, startServer(env));
    return await test(await own.get(settings)!);
  }
  const server: ServerAddress = JSON.parse(await ask("POST", settings));
  try {
    await test(server);
  } finally {
    await ask("DELETE", server.url);
  }
}

async function ask(method: string, body: string): Promise<string> {
  const answer = await fetch(stage!, { method, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}
