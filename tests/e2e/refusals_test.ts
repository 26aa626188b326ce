/** Refusals of the API are problems in JSON. */
import assert from "node:assert/strict";
import { newId } from "../../classroom/model/ids.ts";
import { testClass as test } from "../class.ts";
import { Visitor } from "../people.ts";

test("errors are JSON problems with a name and a sentence", async ({ server, teacher }) => {
  for (
    const [visitor, method, path, body, status, type] of [
      [teacher, "POST", "/api/sessions", { name: "" }, 400, "empty"],
      [teacher, "POST", "/api/sessions", { name: 7 }, 400, "malformed"],
      [
        new Visitor(server),
        "GET",
        "/api/sessions",
        undefined,
        401,
        "not-signed-in",
      ],
      [
        new Visitor(server),
        "POST",
        "/api/join",
        { code: "000000", name: "A" },
        404,
        "no-such-code",
      ],
      [new Visitor(server), "POST", "/api/join", [], 400, "malformed"],
      [teacher, "GET", `/api/sessions/${newId()}`, undefined, 404, "not-found"],
      [teacher, "GET", "/api/sessions/nonsense", undefined, 404, "not-found"],
    ] as const
  ) {
    const answer = await visitor.ask(method, path, body);
    assert.equal(answer.status, status, `${method} ${path}`);
    assert.match(
      answer.headers.get("content-type") ?? "",
      /^application\/problem\+json/,
    );
    assert.ok(answer.body.type.endsWith(type), answer.body.type);
    assert.equal(answer.body.status, status);
    assert.ok(answer.body.title && answer.body.detail);
  }
});
