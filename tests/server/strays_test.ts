/** A stray rejection or exception is written down with an id, and the server goes on. */
import assert from "node:assert/strict";
import { eventually } from "../people.ts";
import { startServer } from "../server.ts";

Deno.test("A rejection and an exception that nobody caught are logged with an id, and the server goes on", async () => {
  const server = await startServer({}, ["--preload=tests/server/stray.ts"]);
  try {
    const logged = await eventually(
      () => Promise.resolve(server.output()),
      (output) =>
        output.includes("a timer broke") &&
        output.includes("nobody caught this"),
      "both were logged",
    );
    for (const line of logged.split("\n").filter((it) => /stray/.test(it))) {
      if (!line.startsWith("{")) continue;
      const { event, id, error } = JSON.parse(line);
      assert.equal(event, "stray");
      assert.match(id, /^[0-9a-f]{8}$/);
      assert.match(error, /^Error: (a timer broke on …|nobody caught this)\n/);
    }
    assert.ok(
      !logged.includes("secret words"),
      "what an error quotes stays out",
    );
    const health = await fetch(server.url + "/api/health");
    assert.equal(health.status, 200);
    await health.body?.cancel();
  } finally {
    assert.equal(await server.stop(), 0);
  }
});
