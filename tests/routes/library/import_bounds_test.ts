/** R-3: however much somebody brings at once, and however often, a server has time for others. */
import assert from "node:assert/strict";
import { reading, reasons } from "../../classroom/library/formats/reader.ts";
import { ask, withServer } from "../../http.ts";

Deno.test("R-3: a list of JSON that is far too long is told of, and not looked at", async () => {
  const zeros = `[${"0,".repeat(500_000)}0]`;
  const began = performance.now();
  for (
    const question of [
      `{"kind": "single", "text": "a", "choices": ${zeros}}`,
      `{"kind": "text", "text": "a", "correct": ${zeros}}`,
      `{"kind": "text", "text": "a", "most": {"it": ${zeros}}}`,
    ]
  ) {
    const { failed } = await reading("json", `[${question}]`);
    assert.deepEqual(reasons(failed), ["1 list-too-long"]);
  }
  assert(performance.now() - began < 2500);
});

Deno.test("R-3: HTML and formulas that never end cost little", async () => {
  const began = performance.now();
  const gift = Array.from({ length: 20 }, () => `${"<a".repeat(9000)}{}`);
  await reading("gift", gift.join("\n\n"));
  const formulas = (length: number) =>
    `<quiz>${
      `<question type="essay"><questiontext><text><![CDATA[<p>${
        "\\(".repeat(length)
      }]]></text></questiontext></question>`.repeat(10)
    }</quiz>`;
  await reading("moodle", formulas(9000));
  const took = performance.now() - began;
  assert(took < 3000, `${took} ms`);
  const { failed } = await reading("moodle", formulas(48_000));
  assert.deepEqual(reasons(failed), ["1 question-too-long"]);
});

Deno.test("R-2, R-3: bodies with endless lists, and pictures of endless size, are refused", async () => {
  await withServer({}, async (server) => {
    const { cookie } = await ask(server, "POST", "/api/teachers", {
      body: {
        email: "ruth@school.example",
        password: "correct horse battery",
        name: "Ruth",
      },
    });
    const body = { format: "json", text: "[]", names: Array(300_000).fill(0) };
    for (const one of [body, { text: "[]", names: Array(100).fill([]) }]) {
      const { status, json } = await ask(
        server,
        "POST",
        "/api/quizzes/import",
        {
          cookie,
          body: one,
        },
      );
      assert.equal(status, 400);
      assert.equal(json.reason, "import-form");
    }

    const picture = async (width: number, height: number) => {
      const bytes = new DataView(new ArrayBuffer(33));
      [0x89504e47, 0x0d0a1a0a, 13, 0x49484452, width, height].forEach(
        (word, at) => bytes.setUint32(at * 4, word),
      );
      const sent = await fetch(`${server.url}/api/images`, {
        method: "POST",
        headers: { cookie, "content-type": "image/png" },
        body: bytes.buffer,
      });
      await sent.body?.cancel();
      return sent.status;
    };
    assert.equal(await picture(2_147_483_647, 2_147_483_647), 413);
    assert.equal(await picture(10_001, 1), 413);
    assert.equal(await picture(9000, 9000), 413);
    assert.equal(await picture(4000, 3000), 201);
  });
});

Deno.test("H1, H2: while an import is read that would take minutes the server answers others, ends it with a sentence, and reads the next", async () => {
  await withServer({}, async (server) => {
    const signUp = async (name: string) => {
      const body = {
        email: `${name}@school.example`,
        password: "correct horse battery",
        name,
      };
      return (await ask(server, "POST", "/api/teachers", { body })).cookie;
    };
    const [ruth, ben] = [await signUp("ruth"), await signUp("ben")];
    const post = (cookie: string, text: string) =>
      ask(server, "POST", "/api/quizzes/import", {
        cookie,
        body: { format: "json", text },
      });
    // Each of these objects has as many fields as an object may, and each of them is told.
    const long = `[${"{},".repeat(90_000)}{}]`.padEnd(7_900_000);
    let isOver = false, meanwhile = 0;
    const heavy = Promise.all(
      Array.from({ length: 3 }, () => post(ruth, long)),
    ).finally(() => isOver = true);
    while (!isOver) {
      const { status } = await ask(server, "GET", "/api/me", { cookie: ben });
      assert.equal(status, 200);
      if (!isOver) meanwhile++;
    }
    assert(meanwhile > 0);
    for (const { status, json } of await heavy) {
      assert([200, 413].includes(status), JSON.stringify(json));
    }
    const { json } = await post(ben, '[{"kind": "text", "text": "Why?"}]');
    assert.equal(json.read[0].questions[0].text, "Why?");
  });
});
