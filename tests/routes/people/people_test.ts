/** The chat of other pages, and random names, over HTTP (C-2, J-1). */
import assert from "node:assert/strict";
import { newId } from "../../../classroom/model/ids.ts";
import { testClass } from "../../class.ts";
import { sendRequest, withServer } from "../../http.ts";
import { createSession, joinClass, signUp, Visitor } from "../../people.ts";

/*
 * C-2, S-5, ACCESS-3: on pages that are no class's own the chat is there for who is in a class that runs, and for
 * nobody else.
 */

const pages = ["/my", "/privacy", "/accessibility", "/safeguarding"];

testClass(
  "My conversations names a student's running class, and never shows a cookie (C-2, ACCESS-5)",
  async ({ server, session, teacher }) => {
    const amy = await joinClass(server, session.code, "Amy");
    const ben = await joinClass(server, session.code, "Ben");
    const read = async (visitor: Visitor, path: string) => {
      const answer = await fetch(server.url + path, {
        headers: { ...visitor.headers(), accept: "text/html" },
      });
      assert.equal(answer.status, 200, path);
      assert.equal(answer.headers.get("cache-control"), "no-store", path);
      return await answer.text();
    };
    const named = async (visitor: Visitor, id: string) => {
      const found: string[] = [];
      for (const path of pages) {
        const html = await read(visitor, path);
        for (const [, value] of visitor.cookies) {
          const isToken = value.length > 20;
          assert.ok(
            !isToken || !html.includes(value),
            `${path} tells a cookie`,
          );
        }
        if (html.includes(id)) found.push(path);
      }
      return found;
    };
    assert.deepEqual(await named(amy.visitor, amy.member), pages);
    assert.deepEqual(await named(amy.visitor, ben.member), []);

    const stranger = new Visitor(server);
    stranger.cookies.set(`member_${session.id}`, newId());
    stranger.cookies.set(`member_${newId()}`, "%ff");
    stranger.cookies.set("member_x", "");
    assert.deepEqual(await named(stranger, session.id), []);

    const members = `/api/sessions/${session.id}/members`;
    await teacher.askExpecting(204, "DELETE", `${members}/${ben.member}`);
    assert.deepEqual(await named(ben.visitor, ben.member), []);
    const end = `/api/sessions/${session.id}/end`;
    await teacher.askExpecting(200, "POST", end, { now: true });
    assert.deepEqual(await named(amy.visitor, amy.member), []);
  },
);

Deno.test("POST /api/join/nickname returns a name for any code, and counts wrong ones as guesses (Protocol)", async () => {
  await withServer({}, async (server) => {
    const roll = (body: unknown, language = "en") =>
      sendRequest(server, "POST", "/api/join/nickname", {
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

Deno.test("after a client that joins 260 times, a class of thirty at its address gets in (J-9)", async () => {
  await withServer({}, async (server) => {
    const teacher = await signUp(server);
    const { code, id } = await createSession(teacher);
    // The client keeps no cookie.
    const answers = await Promise.all(
      Array.from({ length: 260 }, (_, n) => {
        const body = { code, name: `Fake ${n}` };
        return sendRequest(server, "POST", "/api/join", { body });
      }),
    );
    const others = answers.filter(({ status }) => status !== 201);
    assert.ok(others.length > 100, "more wait than there are places");

    const pupils = Array.from({ length: 30 }, () => new Visitor(server));
    const waits = await Promise.all(pupils.map(async (pupil, n) => {
      const name = `Pupil ${n}`;
      const joined = await pupil.ask("POST", "/api/join", { code, name });
      if (joined.status === 201) return null;
      assert.equal(joined.status, 202, JSON.stringify(joined.body));
      const path = `/api/waiting/${joined.body.waiting}`;
      await pupil.askExpecting(202, "GET", path);
      return path;
    }));
    assert.ok(waits.some((path) => path !== null), "the pace is used up");

    const all = `/api/sessions/${id}/waiting`;
    await teacher.askExpecting(200, "POST", all, { decision: "let-in" });
    for (const [n, path] of waits.entries()) {
      if (path === null) continue;
      const { body } = await pupils[n].askExpecting(201, "GET", path);
      assert.equal(body.member.name, `Pupil ${n}`);
    }
  });
});
