/** Large imports leave the server time for others. */
import assert from "node:assert/strict";
import { withSharedServer } from "../../shared_server.ts";
import { signUp } from "../../people.ts";

Deno.test("an endless import ends with a refusal while the server answers others (H1, H2)", async () => {
  await withSharedServer({}, async (server) => {
    const [ruth, ben] = [await signUp(server), await signUp(server)];
    const path = "/api/quizzes/import";
    // Each object has as many fields as allowed, and each is reported.
    const text = `[${"{},".repeat(90_000)}{}]`.padEnd(7_900_000);
    let isOver = false, meanwhile = 0;
    const heavy = Promise.all(
      [1, 2, 3].map(() => ruth.ask("POST", path, { format: "json", text })),
    ).finally(() => isOver = true);
    while (!isOver) {
      await ben.get(200, "GET", "/api/me");
      if (!isOver) meanwhile++;
    }
    assert(meanwhile > 0);
    for (const { status, body } of await heavy) {
      assert([200, 413].includes(status), JSON.stringify(body));
    }
    const { body } = await ben.get(200, "POST", path, {
      format: "json",
      text: '[{"kind": "text", "text": "Why?"}]',
    });
    assert.equal(body.read[0].questions[0].text, "Why?");
  });
});
