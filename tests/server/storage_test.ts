/** The storage fails under a running server: 503 to programs and people, then recovery. */
import assert from "node:assert/strict";
import { signUp } from "../people.ts";
import { startServer } from "../server.ts";

Deno.test("while the KV fails, requests get 503 and ready fails; then both recover", async () => {
  const server = await startServer({}, ["--preload=tests/server/kv_outage.ts"]);
  try {
    const teacher = await signUp(server);
    await Deno.writeTextFile(`${server.dataDir}/down`, "");
    const asks: [method: string, path: string, body?: unknown][] = [
      ["GET", "/api/me"],
      ["GET", "/api/sessions"],
      ["POST", "/api/sessions", { name: "Biology" }],
      ["POST", "/api/login", { email: "a@b.example", password: "12345678" }],
      ["POST", "/api/join", { code: "123456", name: "Amy" }],
      ["GET", "/api/ready"],
    ];
    for (const [method, path, body] of asks) {
      const answer = await teacher.get(503, method, path, body);
      assert.equal(answer.body.type, "storage-unavailable", path);
      assert.match(answer.headers.get("retry-after") ?? "", /^\d+$/);
    }
    const page = await teacher.get(503, "GET", "/teacher/sessions");
    assert.match(page.body, /Not available right now/);
    assert.match(server.output(), /"event":"the storage failed","id":"\w{8}"/);
    await Deno.remove(`${server.dataDir}/down`);
    await teacher.get(200, "GET", "/api/ready");
    await teacher.get(201, "POST", "/api/sessions", { name: "Biology" });
  } finally {
    await server.stop();
  }
});
