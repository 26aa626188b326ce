/**
 * Servers shared by the tests of a run, one at a time per settings. Test processes request them over local HTTP
 * (`shared_server.ts`).
 */
import { startServer, type TestServer } from "../server.ts";

/**
 * Tests share one address, which may make 100 accounts in ten minutes and try 30 wrong codes (`sign_in_limits.ts`,
 * `guesses.ts`).
 */
const testsPerServer = 20;

export interface ServerPool extends AsyncDisposable {
  /** Environment that leads tests here. */
  readonly env: Readonly<Record<string, string>>;
}

interface Shared {
  readonly server: Promise<TestServer>;
  /** Tests served so far, and those still running. */
  tests: number;
  running: number;
}

/** Listens. The first test with given settings starts their server. */
export function startServerPool(): ServerPool {
  /** Next server by settings. */
  const current = new Map<string, Shared>();
  const all = new Map<string, Shared>();

  async function acquire(settings: string): Promise<Response> {
    let shared = current.get(settings);
    if (!shared || shared.tests >= testsPerServer) {
      const server = startServer(JSON.parse(settings));
      shared = { server, tests: 0, running: 0 };
      current.set(settings, shared);
    }
    shared.tests++;
    shared.running++;
    const { url, wsUrl } = await shared.server;
    all.set(url, shared);
    return Response.json({ url, wsUrl });
  }

  async function release(url: string): Promise<Response> {
    const shared = all.get(url)!;
    shared.running--;
    if (shared.running === 0 && shared.tests >= testsPerServer) {
      all.delete(url);
      await (await shared.server).stop();
    }
    return new Response();
  }

  const listening = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      const body = await request.text();
      try {
        return await (request.method === "POST" ? acquire : release)(body);
      } catch (error) {
        // The next request starts a new server.
        current.delete(body);
        return new Response(String(error), { status: 500 });
      }
    },
  );
  return {
    env: { TEST_STAGE: `http://127.0.0.1:${listening.addr.port}` },
    async [Symbol.asyncDispose]() {
      for (const { server } of all.values()) await (await server).stop();
      await listening.shutdown();
    },
  };
}
