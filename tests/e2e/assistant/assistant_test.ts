/** A-1 to A-4, M-1, S-5: the assistant over the public interface, with a real stream from a server of the tests' own. */
import assert from "node:assert/strict";
import { parseHTML } from "deno-dom";
import type { Turn } from "../../../classroom/model/conversations.ts";
import { documents } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { type Class, type Given, testClass } from "../../class.ts";
import {
  type ModelServer,
  startModelServer,
  streamed,
} from "../../model_server.ts";
import { join, type Seat } from "../../people.ts";

/** A class whose assistant is behind such a server. */
function testWithModel(
  name: string,
  answer: Parameters<typeof startModelServer>[0],
  test: (given: Class, model: ModelServer) => Promise<void>,
  { env = {}, ask }: Given = {},
) {
  // Its address is a setting of the class's server, so it is there before and after it.
  const model = { now: null as ModelServer | null };
  const settings = {
    get OPENAI_BASE_URL() {
      model.now ??= startModelServer(answer);
      return model.now.url;
    },
    OPENAI_API_KEY: "sk-test",
    OPENAI_MODEL: "tiny",
  };
  testClass(name, async (given) => {
    assert(model.now);
    try {
      await test(given, model.now);
    } finally {
      void model.now.stop();
      model.now = null;
    }
  }, {
    env: Object.defineProperties(
      { ...env },
      Object.getOwnPropertyDescriptors(settings),
    ),
    ask,
  });
}

/** A conversation as somebody sees it. */
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

/** Asks something in a new conversation, and opens it when it is there. */
async function ask(seat: Seat, text: string, conversation = newId()) {
  const id = seat.command({ kind: "ask", conversation, text });
  await seat.own.until(
    () => seat.own.doc.getMap("conversations").has(conversation),
    "the conversation was listed",
  );
  return { id, conversation, ...look(seat, conversation) };
}

const last = (state: Turn["state"]) => (turns: Turn[]) =>
  turns.at(-1)?.state === state;

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

testWithModel(
  "A-1, C-4, C2: under /my an answer is formatted as it was in class, without a script",
  () => streamed([formatted]),
  async ({ enter }) => {
    const amy = await enter("Amy");
    const asked = await ask(amy, "Why?");
    await asked.until(last("done"), "it was written to its end");
    const page = `/my/${asked.conversation}`;
    const { body } = await amy.visitor.get(200, "GET", page);
    const { document } = parseHTML(body);
    const answer = document.querySelector(".answer .markdown")!;
    assert.equal(answer.querySelector("strong")?.textContent, "blue");
    assert.equal(answer.querySelector("td")?.textContent, "red");
    assert.equal(
      answer.querySelector("pre code")?.textContent,
      "def f(x):\n    return x",
    );
    assert.equal(answer.querySelector(".code-keyword")?.textContent, "def");
    assert.equal(answer.querySelectorAll("math").length, 2);
    assert.ok(answer.querySelector("math mfrac"));
    assert.equal(answer.querySelectorAll("img, a").length, 0);
    assert.match(answer.textContent, /<img src=x onerror=alert\(1\)>/);
  },
);

testWithModel(
  "A-1, M-1: a stream is seen as it comes by the student, a second device and the teacher, is shared, handed in and marked",
  () => streamed("It is because of the light .".split(/(?<= )/), { pause: 60 }),
  async ({ teaching, enter, server, session, keep, teacher }, model) => {
    await teaching.enter();
    const amy = await enter("Amy");
    const asked = await ask(amy, "Why is the sky blue?");
    const again = keep(
      await join(server, session.code, "Amy", amy.visitor),
    );
    await again.enter();
    const elsewhere = look(again, asked.conversation);
    const staff = teaching.open(documents.staff(session.id));
    await staff.until(
      () => staff.doc.getMap("conversations").has(asked.conversation),
      "the teacher's list had it",
    );
    const watched = look(teaching, asked.conversation);
    await watched.until(
      (turns) => turns[1]?.state === "streaming" && turns[1].text !== "",
      "the teacher saw it being written",
    );
    for (const seen of [asked, elsewhere, watched]) {
      await seen.until(last("done"), "it was written to its end");
      assert.equal(seen.turns()[1]?.text, "It is because of the light .");
    }
    const [received] = model.received;
    assert.deepEqual(received?.body.messages, [
      { role: "user", content: "Why is the sky blue?" },
    ]);
    const sent = JSON.stringify(received?.body);
    assert.ok(!sent.includes("Amy") && !sent.includes(amy.member), "A-6");

    const message = asked.turns()[1]?.id;
    const share = amy.command({
      kind: "share",
      conversation: asked.conversation,
      message,
      room: "main",
    });
    await teaching.sees(share);
    const submission = amy.command({
      kind: "submit",
      conversation: asked.conversation,
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
    await amy.own.until(
      () =>
        (amy.own.doc.getMap("submissions").get(submission) as {
          grade?: string;
        })?.grade === "5",
      "Amy saw her mark",
    );

    await teacher.get(200, "POST", `/api/sessions/${session.id}/end`, {
      now: true,
    });
    await asked.open.until(
      () => asked.open.permanent?.code === 4403,
      "her conversation closed",
    );
    const mine = await amy.visitor.get(200, "GET", "/api/my");
    assert.equal(mine.body.conversations[0].id, asked.conversation);
    assert.equal(mine.body.submissions[0].grade, "5");
    const one = `/api/my/conversations/${asked.conversation}`;
    const read = await amy.visitor.get(200, "GET", one);
    assert.equal(read.body.conversation.turns.length, 2);
    await teacher.get(404, "GET", one);
    const record = (part: string) =>
      teacher.get(
        200,
        "GET",
        `/api/sessions/${session.id}/history?part=${part}`,
      );
    const { conversations } = (await record("conversations")).body;
    assert.deepEqual(
      conversations.map((it: { name: string; turns: Turn[] }) => [
        it.name,
        it.turns.map(({ text }) => text),
      ]),
      [["Amy", ["Why is the sky blue?", "It is because of the light ."]]],
    );
    assert.equal((await record("submissions")).body.submissions.length, 1);
    const student = await amy.visitor.ask(
      "GET",
      `/api/sessions/${session.id}/history?part=conversations`,
    );
    assert.equal(
      student.status,
      409,
      "what was theirs is over, the record never was",
    );
  },
);

const students = 20;

testWithModel(
  "S1, S2: killed in the midst of twenty answers, the server leaves none hanging and loses no word that anyone saw",
  (_, before) =>
    before < students
      ? streamed(Array.from({ length: 400 }, (_, n) => `${n} `), { pause: 40 })
      : streamed(["Here ", "it ", "is."]),
  async ({ teaching, enter, server }) => {
    await teaching.enter();
    const seats: Seat[] = [];
    for (let n = 0; n < students; n++) seats.push(await enter(`Student ${n}`));
    const asked = await Promise.all(
      seats.map((seat) => ask(seat, "Tell me a long story")),
    );
    const watched = asked.map(({ conversation }) =>
      look(teaching, conversation)
    );
    await Promise.all(
      [...asked, ...watched].map((it) =>
        it.until(
          (turns) => (turns[1]?.text.length ?? 0) > 40,
          "every answer was being written",
        )
      ),
    );
    await server.kill();
    const seen = asked.map(({ turns }, n) => [
      turns()[1]?.text ?? "",
      watched[n]?.turns()[1]?.text ?? "",
    ]);
    assert.ok(asked.every(({ turns }) => turns()[1]?.state === "streaming"));
    // One of them asks on while there is no server.
    const late = asked[0]!;
    const offline = seats[0]!.command({
      kind: "ask",
      conversation: late.conversation,
      text: "And then?",
    });
    await server.restart();
    for (const [n, { turns, until, conversation }] of asked.entries()) {
      await until(
        (turns) => turns[1]?.state !== "streaming",
        "no answer was left hanging",
      );
      const answer = turns()[1]!;
      assert.deepEqual([answer.state, answer.failure], [
        "failed",
        "interrupted",
      ]);
      for (const text of seen[n]!) {
        assert.ok(answer.text.startsWith(text), `lost: ${text}`);
      }
      seats[n]!.command({ kind: "retry", conversation, message: answer.id });
    }
    for (const { turns, until } of asked) {
      await until(
        (turns) =>
          turns.some(({ state, text }) =>
            state === "done" && text === "Here it is."
          ) && turns.every(({ state }) => state !== "streaming"),
        "it was answered at the second try",
      );
      const ids = turns().map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length, "S3");
    }
    assert.ok(late.turns().some(({ id }) => id === offline));
  },
);

testClass(
  "A-4: without a model the demonstration answers, and says on every answer that it is one",
  async ({ enter }) => {
    const amy = await enter("Amy");
    const { conversation, turns, until } = await ask(
      amy,
      "Make a table, please",
    );
    await until(last("done"), "it was answered");
    amy.command({ kind: "ask", conversation, text: "And some code?" });
    await until(
      (turns) => turns.length === 4 && last("done")(turns),
      "it was answered again",
    );
    const answers = turns().filter(({ role }) => role === "assistant");
    assert.equal(answers.length, 2);
    for (const { text, model } of answers) {
      assert.match(text, /This is a demonstration/);
      assert.equal(model, "Demonstration");
    }
    assert.match(answers[0]!.text, /\|---\|/);
    assert.match(answers[1]!.text, /```python/);
  },
);

testClass(
  "A2: with collection off neither the record nor a signal has a word of it, and a teacher's socket finds nothing",
  async ({ enter, teaching, teacher, session }) => {
    await teaching.enter();
    const amy = await enter("Amy");
    const { conversation, until } = await ask(amy, "Secretquestion");
    await until(last("done"), "it was answered");
    const peek = teaching.open(
      documents.conversation(session.id, conversation),
    );
    await peek.until(() => peek.permanent?.code === 4404, "it was not there");
    const staff = teaching.open(documents.staff(session.id));
    await staff.until(
      () => staff.doc.getMap("students").has(amy.member),
      "the board had her",
    );
    const board = ["students", "conversations", "usage", "submissions"]
      .map((name) => staff.doc.getMap(name).toJSON());
    const paths = [
      "",
      "/members",
      "/history",
      "/history?part=conversations",
      "/history?part=submissions",
      "/history?part=groups",
    ];
    const answers = await Promise.all(
      paths.map((path) =>
        teacher.get(200, "GET", `/api/sessions/${session.id}${path}`)
      ),
    );
    const words = JSON.stringify([board, answers.map(({ body }) => body)]);
    assert.ok(!/secretquestion|demonstration/i.test(words), words);
    assert.ok(!words.includes(conversation));
    const mine = await amy.visitor.get(200, "GET", "/api/my");
    assert.equal(mine.body.conversations.length, 1);
  },
  { ask: { collect: false } },
);
