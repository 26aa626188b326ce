/**
 * C-2, S-5, ACCESS-3: on pages that are no class's own the chat is there for who is in a class that runs, and for
 * nobody else.
 */
import assert from "node:assert/strict";
import { newId } from "../../../classroom/model/ids.ts";
import { testClass } from "../../class.ts";
import { join, Visitor } from "../../people.ts";

const pages = ["/my", "/privacy", "/accessibility"];

testClass(
  "My conversations names a student's running class, and never shows a cookie (C-2, ACCESS-5)",
  async ({ server, session, teacher }) => {
    const amy = await join(server, session.code, "Amy");
    const ben = await join(server, session.code, "Ben");
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
    await teacher.get(204, "DELETE", `${members}/${ben.member}`);
    assert.deepEqual(await named(ben.visitor, ben.member), []);
    const end = `/api/sessions/${session.id}/end`;
    await teacher.get(200, "POST", end, { now: true });
    assert.deepEqual(await named(amy.visitor, amy.member), []);
  },
);
