/** The assistant over the public interface, with a real stream (A-1 to A-4, M-1, S-5). */
import assert from "node:assert/strict";
import { parseHTML } from "deno-dom";
import type { Turn } from "../../../classroom/model/conversations.ts";
import { documents } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { testClass } from "../../class.ts";
import {
  type ModelServer,
  startModelServer,
  streamed,
} from "../../model_server.ts";
import { join, type Seat } from "../../people.ts";

function look(seat: Seat, conversation: string) {
  const open = seat.open(documents.conversation(seat.session, conversation));
  const turns = () => open.doc.getArray("turns").toJSON() as Turn[];
  return {
    open,
    turns,
    until: (good: (turns: Turn[]) => boolean, what: string) =>
      open.until(() => good(turns()), what),
  };
}

const formatted = [
  "It is **blue**.",
  "",
  "| Colour | Wave |",
  "|---|---|",
  "| red | long |",
  "",
  "```python",
  "def f(x):",
  "    return x",
  "```",
  "",
  "$$",
  "\\frac{1}{2}",
  "$$",
  "",
  "<img src=x onerror=alert(1)> [no](javascript:alert(1)) and $y^2$",
].join("\n");

let model: ModelServer | undefined;

testClass(
  "an answer is streamed, shared, handed in, marked and read under /my (A-1 to A-3, C-4, M-1, S-5)",
  async ({ teaching, enter, server, session, keep, teacher }) => {
    await teaching.enter();
    const amy = await enter("Amy");
    const conversation = newId();
    amy.command({ kind: "ask", conversation, text: "Why is the sky blue?" });
    await amy.own.until(
      () => amy.own.doc.getMap("conversations").has(conversation),
      "the conversation was listed",
    );
    const asked = look(amy, conversation);
    const again = keep(await join(server, session.code, "Amy", amy.visitor));
    await again.enter();
    const elsewhere = look(again, conversation);
    const staff = teaching.open(documents.staff(session.id));
    await staff.until(
      () => staff.doc.getMap("conversations").has(conversation),
      "the teacher's list had it",
    );
    const watched = look(teaching, conversation);
    await watched.until(
      (turns) => turns[1]?.state === "streaming" && turns[1].text !== "",
      "the teacher saw it being written",
    );
    for (const seen of [asked, elsewhere, watched]) {
      await seen.until(
        (turns) => turns.at(-1)?.state === "done",
        "it was written to its end",
      );
      assert.equal(seen.turns()[1]?.text, formatted);
    }
    const [received] = model!.received;
    assert.deepEqual(received?.body.messages, [
      { role: "user", content: "Why is the sky blue?" },
    ]);
    const sent = JSON.stringify(received?.body);
    assert.ok(!sent.includes("Amy") && !sent.includes(amy.member), "A-6");

    const message = asked.turns()[1]?.id;
    const share = { kind: "share", conversation, message, room: "main" };
    await teaching.sees(amy.command(share));
    const submission = amy.command({
      kind: "submit",
      conversation,
      message,
      note: "Please look",
    });
    await staff.until(
      () => staff.doc.getMap("submissions").has(submission),
      "it was handed in",
    );
    const path = `/api/sessions/${session.id}/submissions/${submission}`;
    const marked = await teacher.get(200, "PATCH", path, { grade: "5" });
    assert.equal(marked.body.submission.grade, "5");
    const mine = () =>
      amy.own.doc.getMap<{ grade?: string }>("submissions").get(submission);
    await amy.own.until(() => mine()?.grade === "5", "Amy saw her mark");

    await teacher.get(200, "POST", `/api/sessions/${session.id}/end`, {
      now: true,
    });
    await asked.open.until(
      () => asked.open.permanent?.code === 4403,
      "her conversation closed",
    );
    const { body: my } = await amy.visitor.get(200, "GET", "/api/my");
    assert.equal(my.conversations[0].id, conversation);
    assert.equal(my.submissions[0].grade, "5");
    const one = `/api/my/conversations/${conversation}`;
    const read = await amy.visitor.get(200, "GET", one);
    assert.equal(read.body.conversation.turns.length, 2);
    await teacher.get(404, "GET", one);
    const file = await amy.visitor.get(200, "GET", "/my/download");
    assert.match(file.body, /^# Why is the sky blue\?\n[^]*\*\*Mark:\*\* 5\n/);
    const page = await amy.visitor.get(200, "GET", `/my/${conversation}`);
    const answer = parseHTML(page.body).document
      .querySelector(".answer .markdown")!;
    const textOf = (selector: string) =>
      answer.querySelector(selector)?.textContent;
    assert.equal(textOf("strong"), "blue");
    assert.equal(textOf("td"), "red");
    assert.equal(textOf("pre code"), "def f(x):\n    return x");
    assert.equal(textOf(".code-keyword"), "def");
    assert.equal(answer.querySelectorAll("math").length, 2);
    assert.ok(answer.querySelector("math mfrac"));
    assert.equal(answer.querySelectorAll("img, a").length, 0);
    assert.match(answer.textContent, /<img src=x onerror=alert\(1\)>/);

    const record = `/api/sessions/${session.id}/history?part=`;
    const all = await teacher.get(200, "GET", `${record}conversations`);
    assert.deepEqual(
      all.body.conversations.map((it: { name: string; turns: Turn[] }) => [
        it.name,
        it.turns.map(({ text }) => text),
      ]),
      [["Amy", ["Why is the sky blue?", formatted]]],
    );
    const given = await teacher.get(200, "GET", `${record}submissions`);
    assert.equal(given.body.submissions.length, 1);
    await amy.visitor.get(409, "GET", `${record}conversations`);
    await model!.stop();
  },
  {
    env: {
      get OPENAI_BASE_URL() {
        const words = formatted.split(/(?<= )/);
        return (model ??= startModelServer(() =>
          streamed(words, { pause: 30 })
        )).url;
      },
      OPENAI_API_KEY: "sk-test",
      OPENAI_MODEL: "tiny",
    },
  },
);
