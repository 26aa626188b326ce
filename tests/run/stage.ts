/**
 * The servers that all tests of a run share: one per set of settings. Tests ask for them over HTTP on this machine
 * (`shared_server.ts`), since each file is a process of its own.
 */
import { startServer, type TestServer } from "../server.ts";

/** What `startStage` gives. */
export interface SharedStage extends AsyncDisposable {
  /** The environment by which tests find it. */
  readonly env: Readonly<Record<string, string>>;
}

/** Starts to listen; the first test that asks for settings starts their server. */
export function startStage(): SharedStage {
  const servers = new Map<string, Promise<TestServer>>();
  const serverWith = (settings: string): Promise<TestServer> => {
    const known = servers.get(settings);
    if (known) return known;
    const started = startServer(JSON.parse(settings));
    servers.set(settings, started);
    void started.then(async (server) => {
      const code = await server.ended();
      // A server that ended by itself fails the tests that it served, and no later ones.
      if (servers.get(settings) !== started) return;
      servers.delete(settings);
      console.log(
        `A shared server ended with code ${code}:\n${server.output()}`,
      );
    }, () => servers.delete(settings));
    return started;
  };
  const listening = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      try {
        const { url, wsUrl } = await serverWith(await request.text());
        return Response.json({ url, wsUrl });
      } catch (error) {
        return new Response(String(error), { status: 500 });
      }
    },
  );
  return {
    env: { TEST_STAGE: `http://127.0.0.1:${listening.addr.port}` },
    async [Symbol.asyncDispose]() {
      const all = [...servers.values()];
      servers.clear();
      for (const server of all) await (await server).stop();
      await listening.shutdown();
    },
  };
}
