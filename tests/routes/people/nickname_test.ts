/** J-1 over HTTP: a friendly name in the reader's language, with a code, without one, and with a wrong one. */
import assert from "node:assert/strict";
import { ask, withServer } from "../../http.ts";

Deno.test("POST /api/join/nickname returns a name for any code, and counts wrong ones as guesses (Protocol)", async () => {
  await withServer({}, async (server) => {
    const roll = (body: unknown, language = "en") =>
      ask(server, "POST", "/api/join/nickname", {
        body,
        headers: { "accept-language": language },
      });
    for (const body of [{}, { code: "" }, { code: "48 29" }]) {
      const { status, json } = await roll(body);
      assert.equal(status, 200);
      assert.match(json.name, /^[A-Z][a-z]+ [A-Z][a-z]+$/);
    }
    const { json } = await roll({}, "zh-TW");
    assert.match(json.name, /^\p{Script=Han}+的\p{Script=Han}+$/u);
    assert.equal((await roll({ code: 1 })).status, 400);
    assert.equal((await roll({ room: "main" })).status, 400);
    let last = 200;
    for (let n = 0; n < 40 && last === 200; n++) {
      last = (await roll({ code: String(100_000 + n) })).status;
    }
    assert.equal(last, 429);
    assert.equal((await roll({})).status, 200);
  });
});
