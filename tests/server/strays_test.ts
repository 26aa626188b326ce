/** A stray rejection or exception is written down with an id, and the server goes on. */
import assert from "node:assert/strict";
import { eventually } from "../people.ts";
import { startServer } from "../server.ts";

Deno.test("an uncaught rejection or exception is logged with an id, and the server continues", async () => {
  const server = await startServer({}, ["--preload=tests/server/stray.ts"]);
  try {
    const logged = await eventually(
      () => Promise.resolve(server.output()),
      (output) =>
        output.includes("a timer broke") &&
        output.includes("nobody caught this"),
      "both were logged",
    );
    const strays = logged.split("\n").filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line))
      .filter(({ event }) => event === "uncaught");
    assert.deepEqual(strays.map(({ error }) => error.split("\n")[0]).sort(), [
      "Error: a timer broke on …",
      "Error: nobody caught this",
    ]);
    for (const { id } of strays) assert.match(id, /^[0-9a-f]{8}$/);
    assert.notEqual(strays[0].id, strays[1].id);
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
