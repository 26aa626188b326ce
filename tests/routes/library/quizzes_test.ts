/** Quizzes over HTTP: versions, pictures and owners. */
import assert from "node:assert/strict";
import { newId } from "../../../classroom/model/ids.ts";
import { withSharedServer } from "../../shared_server.ts";
import { signUp, Visitor } from "../../people.ts";

const question = { kind: "text", text: "Why?" };
const png = Uint8Array.fromBase64(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
);

Deno.test("a quiz is created once, changed by version, deleted and restored (R-2)", async () => {
  await withSharedServer({}, async (server) => {
    const [teacher, another] = [await signUp(server), await signUp(server)];
    const as = (visitor: Visitor) => (...asked: [string, string, unknown?]) =>
      visitor.ask(...asked);
    const nobody = new Visitor(server);
    const mine = as(teacher), theirs = as(another);
    const quizzes = "/api/quizzes";

    await nobody.get(401, "GET", quizzes);
    const id = newId();
    const body = { id, name: "One", questions: [question] };
    const made = await mine("POST", quizzes, body);
    assert.equal(made.status, 201);
    assert.equal(made.body.quiz.id, id);
    assert.equal((await mine("POST", quizzes, body)).status, 409);
    assert.equal((await theirs("GET", `${quizzes}/${id}`)).status, 404);

    const put = (expected: unknown, name: string) =>
      mine("PUT", `${quizzes}/${id}`, {
        name,
        questions: [question],
        expected,
      });
    const changed = await put(made.body.quiz.at, "Two");
    assert.equal(changed.status, 200);
    const late = await put(made.body.quiz.at, "Three");
    assert.deepEqual([late.status, late.body.type], [409, "conflict"]);
    assert.match(late.body.detail, /another tab/);
    assert.equal((await mine("GET", `${quizzes}/${id}`)).body.quiz.name, "Two");
    assert.equal((await put(undefined, "Four")).status, 200, "as it pleases");
    for (
      const wrong of [
        { name: "", questions: [question] },
        { name: "x", questions: [] },
        { name: "x", questions: [{ ...question, html: "<b>" }] },
        {
          name: "x",
          questions: [{ kind: "single", text: "?", choices: ["a", "a"] }],
        },
        { name: "x", questions: [{ ...question, alt: "a".repeat(301) }] },
      ]
    ) assert.equal((await mine("POST", quizzes, wrong)).status, 400);

    const names = await mine("GET", `${quizzes}?part=names`);
    const [{ at, ...listed }, ...more] = names.body.quizzes;
    assert.deepEqual(listed, { id, name: "Four", count: 1, left: 0 });
    assert.deepEqual([typeof at, more.length], ["number", 0]);
    assert.equal((await mine("GET", `${quizzes}?part=half`)).status, 400);

    assert.equal((await theirs("DELETE", `${quizzes}/${id}`)).status, 404);
    assert.equal((await mine("DELETE", `${quizzes}/${id}`)).status, 204);
    assert.deepEqual((await mine("GET", quizzes)).body.quizzes, []);
    assert.equal((await mine("POST", `${quizzes}/${id}/undo`)).status, 200);

    const send = (bytes: Uint8Array<ArrayBuffer>, type: string, by: Visitor) =>
      fetch(`${server.url}/api/images`, {
        method: "POST",
        headers: { ...by.headers(), "content-type": type },
        body: bytes,
      });
    const kept = await send(png, "image/png", teacher);
    assert.equal(kept.status, 201);
    const { image } = await kept.json();
    assert.deepEqual([image.type, image.width], ["image/png", 1]);
    const svg = new TextEncoder().encode("<svg onload='alert(1)'/>");
    for (
      const [bytes, type, by, status] of [
        [svg, "image/svg+xml", teacher, 400],
        [png, "text/plain", teacher, 415],
        [png, "image/png", nobody, 401],
        [new Uint8Array(3_000_000), "image/png", teacher, 413],
      ] as const
    ) {
      const answer = await send(bytes, type, by);
      assert.equal(answer.status, status);
      await answer.body?.cancel();
    }
    const read = (by: Visitor) =>
      fetch(`${server.url}/api/files/${image.id}`, { headers: by.headers() });
    const own = await read(teacher);
    assert.equal(own.headers.get("content-type"), "image/png");
    assert.match(own.headers.get("content-security-policy") ?? "", /sandbox/);
    assert.equal(own.headers.get("x-content-type-options"), "nosniff");
    assert.deepEqual(await own.bytes(), png);
    for (const [by, status] of [[another, 404], [nobody, 401]] as const) {
      const answer = await read(by);
      assert.equal(answer.status, status);
      await answer.body?.cancel();
    }
  });
});
