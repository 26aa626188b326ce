/**
 * The servers that the tests of a run share: one at a time per set of settings. Tests ask for them over HTTP on this
 * machine (`shared_server.ts`), since each file is a process of its own.
 */
import { startServer, type TestServer } from "../server.ts";

/**
 * How many tests one server serves. All tests come from one address, which may make 100 accounts in ten minutes, and try
 * 30 wrong codes (`sign_in_limits.ts`, `guesses.ts`).
 */
const testsPerServer = 20;

/** What `startStage` gives. */
export interface Stage extends AsyncDisposable {
  /** The environment by which tests find it. */
  readonly env: Readonly<Record<string, string>>;
}

/** A server that tests share. */
interface Shared {
  readonly server: Promise<TestServer>;
  /** How many tests it was given to so far, and how many of them still run. */
  tests: number;
  running: number;
}

/** Starts to listen. The first test that asks for settings starts their server. */
export function startStage(): Stage {
  /** The server that the next test gets, by the settings. */
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
        // Whoever asks next gets a new one.
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
