/** The board, and a claim of attention, over HTTP (M-1, S-9). */
import assert from "node:assert/strict";
import { newId } from "../../../classroom/model/ids.ts";
import {
  addExpectedNames,
  createSession,
  joinClass,
  signUp,
} from "../../people.ts";
import { withSharedServer } from "../../shared_server.ts";

Deno.test("the teacher's page has last questions, absences and activity at once (M-1)", async () => {
  await withSharedServer({}, async (server) => {
    const teacher = await signUp(server);
    const session = await createSession(teacher);
    await addExpectedNames(teacher, session, ["Amy", "Ben"]);
    const amy = await (await joinClass(server, session.code, "Amy")).openPage();
    const text = "Why is a leaf green?";
    amy.queueCommand({ kind: "ask", conversation: newId(), text });
    await amy.sayAndSee("Ours is still green");

    const { body: page } = await teacher.askExpecting(
      200,
      "GET",
      `/teacher/sessions/${session.id}`,
    );
    amy.close();
    assert.match(
      page,
      /class="board-tile-words"[^>]*>(?:<svg.*?<\/svg>)?<span[^>]*>To the assistant:<\/span><p>Why is a leaf green\?</,
    );
    assert.match(page, /class="board-expected"[^>]*><p title="Ben">/);
    assert.match(page, /Missing: Ben/);
    assert.match(page, /Last 20 minutes: /);
    assert.match(page, /class="board-foot" data-known="true"/);
  });
});
