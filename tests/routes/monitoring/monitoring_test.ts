/** The board, and taking a call, over HTTP (M-1, S-9). */
import assert from "node:assert/strict";
import { newId } from "../../../classroom/model/ids.ts";
import { ask } from "../../http.ts";
import {
  createSession,
  expectNames,
  join,
  type Place,
  signUp,
} from "../../people.ts";
import { withSharedServer } from "../../shared_server.ts";

// The board as the server renders it (M-1).

Deno.test("the teacher's page has last questions, absences and activity at once (M-1)", async () => {
  await withSharedServer({}, async (server) => {
    const teacher = await signUp(server);
    const session = await createSession(teacher);
    await expectNames(teacher, session, ["Amy", "Ben"]);
    const amy = await (await join(server, session.code, "Amy")).enter();
    const text = "Why is a leaf green?";
    amy.command({ kind: "ask", conversation: newId(), text });
    await amy.sayAndSee("Ours is still green");

    const { body: page } = await teacher.get(
      200,
      "GET",
      `/teacher/sessions/${session.id}`,
    );
    amy.close();
    assert.match(
      page,
      /class="board-tile-words">(?:<svg.*?<\/svg>)?<span[^>]*>To the assistant:<\/span><span>Why is a leaf green\?</,
    );
    assert.match(page, /class="board-expected"[^>]*><p title="Ben">/);
    assert.match(page, /Missing: Ben/);
    assert.match(page, /Last 20 minutes: /);
    assert.match(page, /class="board-foot" data-known="true"/);
  });
});

// A teacher takes a call and gives it back, over HTTP (S-9).

async function account(server: Place, name: string) {
  const email = `${newId()}@example.org`.toLowerCase();
  const body = { email, name, password: "correct horse" };
  const { cookie } = await ask(server, "POST", "/api/teachers", { body });
  return { email, cookie };
}

Deno.test("PUT claims a call, DELETE releases it, for owner and moderators (Protocol)", async () => {
  await withSharedServer({}, async (server) => {
    const [lin, wu, ho] = [
      await account(server, "Ms Lin"),
      await account(server, "Ms Wu"),
      await account(server, "Mr Ho"),
    ];
    const { session } = (await ask(server, "POST", "/api/sessions", {
      ...lin,
      body: { name: "Biology" },
    })).json;
    const s = `/api/sessions/${session.id}`;
    const invite = { cookie: lin.cookie, body: { email: wu.email } };
    await ask(server, "PUT", `${s}/moderators`, invite);
    const join = { body: { code: session.code, name: "Amy" } };
    const amy = await ask(server, "POST", "/api/join", join);
    const id = amy.json.member.id as string;
    const path = `${s}/taken/hand-${id}`;
    const put = ({ cookie }: { cookie?: string }, at = path) =>
      ask(server, "PUT", at, { cookie, body: {} });

    assert.equal((await put(lin)).json.type, "not-found", "no hand is up");
    for (const key of ["x", "hand-", "__proto__", `hand-${newId()}`]) {
      assert.equal((await put(lin, `${s}/taken/${key}`)).status, 404, key);
    }
    assert.equal((await put({})).status, 401);
    assert.equal((await put(ho)).status, 404);
    assert.equal((await put(amy)).status, 403);

    const body = { code: session.code };
    const knock = await ask(server, "POST", "/api/observe", { ...ho, body });
    const door = `${s}/taken/door-${knock.json.waiting}`;
    const drop = async ({ cookie }: { cookie: string }) =>
      (await ask(server, "DELETE", door, { cookie })).status;
    assert.equal(await drop(wu), 204, "nobody has it");
    const first = await put(wu, door);
    assert.equal(first.status, 200);
    const { name, at } = first.json.taken;
    assert.equal(name, "Ms Wu");
    assert.match(at, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.deepEqual((await put(lin, door)).json, first.json);
    assert.equal((await put(ho, door)).status, 404);
    assert.equal(await drop(lin), 403);
    assert.equal(await drop(wu), 204);
    assert.equal((await put(lin, door)).json.taken.name, "Ms Lin");
  });
});
