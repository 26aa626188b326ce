/** The token of a KV server, by the name that can be set everywhere. */
import assert from "node:assert/strict";

Deno.test("KV_ACCESS_TOKEN is another name of DENO_KV_ACCESS_TOKEN, for operators too (O-1)", async () => {
  for (
    const program of [".output/server/index.mjs", "server/operator/grant.ts"]
  ) {
    const asked = Promise.withResolvers<string | null>();
    const kv = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      ({ headers }) => {
        asked.resolve(headers.get("authorization"));
        return new Response(null, { status: 401 });
      },
    );
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", program, "lin@school.example"],
      env: {
        KV_URL: `http://127.0.0.1:${kv.addr.port}`,
        KV_ACCESS_TOKEN: "of-the-school",
        PORT: "0",
      },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const ended = child.status.then(() => asked.resolve("it ended before"));
    assert.equal(await asked.promise, "Bearer of-the-school", program);
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await ended;
    await kv.shutdown();
  }
});
