/** Import and export over HTTP. */
import assert from "node:assert/strict";
import { withSharedServer } from "../../shared_server.ts";
import { signUp, Visitor } from "../../people.ts";
import { sheetOf } from "../../classroom/library/formats/sheets.ts";

const pasted =
  "1. The longest?\nA) *Nile\nB) Rhine\n\n2. Lost?\nA) one\n\n3. Why?";

Deno.test("quizzes and templates are exported and imported over HTTP (R-3)", async () => {
  await withSharedServer({}, async (server) => {
    const teacher = await signUp(server);
    const headers = teacher.headers();
    const post = (path: string, body: unknown, extra = {}) =>
      teacher.ask("POST", path, body, extra);
    const list = async () =>
      (await teacher.get(200, "GET", "/api/quizzes")).body.quizzes;

    const shown = await post("/api/quizzes/import", {
      format: "auto",
      text: pasted,
    });
    assert.equal(shown.status, 200);
    assert.equal(shown.body.format, "text");
    const [{ questions }] = shown.body.read;
    assert.deepEqual(
      questions.map((it: { line: number; text: string }) => [it.line, it.text]),
      [[1, "The longest?"], [8, "Why?"]],
    );
    assert.equal(shown.body.failed.length, 1);
    assert.equal(shown.body.failed[0].line, 5);
    assert.match(shown.body.failed[0].message, /needs at least two/);
    assert.deepEqual(await list(), [], "nothing is kept before it is told to");

    const kept = await post("/api/quizzes/import", {
      format: "text",
      text: pasted,
      keep: true,
      names: ["Rivers"],
    });
    assert.equal(kept.status, 201);
    const [{ id, name }] = kept.body.kept;
    assert.equal(name, "Rivers");
    assert.deepEqual((await list()).map((it: { id: string }) => it.id), [id]);

    const chinese = await post("/api/quizzes/import", { text: "A) x" }, {
      "accept-language": "zh-TW",
    });
    assert.match(chinese.body.failed[0].message, /上面沒有題目/);

    const nothing = await post("/api/quizzes/import", { text: "", keep: true });
    assert.equal(nothing.status, 400);
    assert.equal(nothing.body.reason, "nothing-to-keep");
    for (const body of [{}, { text: 1 }, { text: "x", format: "docx" }, []]) {
      assert.equal((await post("/api/quizzes/import", body)).status, 400);
    }
    for (
      const body of [
        { format: "json", text: "[]", names: Array(300_000).fill(0) },
        { text: "[]", names: Array(100).fill([]) },
      ]
    ) {
      const { status, body: { reason } } = await post(
        "/api/quizzes/import",
        body,
      );
      assert.deepEqual([status, reason], [400, "import-form"]);
    }
    await new Visitor(server).get(401, "POST", "/api/quizzes/import", {
      text: pasted,
    });

    const form = new FormData();
    const sheet = await sheetOf([
      [
        "Question",
        "Answer 1",
        "Answer 2",
        "Time limit (sec)",
        "Correct answer(s)",
      ],
      ["Who?", "Amy", "Ben", 20, 2],
    ]);
    form.set("file", new Blob([sheet as Uint8Array<ArrayBuffer>]), "k.xlsx");
    const send = (form: FormData, path = "/api/quizzes/import") =>
      fetch(server.url + path, { method: "POST", headers, body: form });
    const sent = await (await send(form)).json();
    assert.equal(sent.format, "kahoot");
    assert.deepEqual(sent.read[0].questions[0].correct, [1]);
    assert.match(sent.leftOut[0].message, /Time limits/);

    const elsewhere = await fetch(`${server.url}/api/quizzes/import`, {
      method: "POST",
      headers: { ...headers, origin: "https://evil.example" },
      body: form,
    });
    assert.equal(elsewhere.status, 403);
    await elsewhere.body?.cancel();

    // As Excel writes CSV in Taiwan.
    const big5 = new FormData();
    const bytes = [...new TextEncoder().encode("question,answer 1,answer 2\n")];
    const words = [0xa5, 0x78, 0xc6, 0x57, 0x2c, 0x61, 0x2c, 0x62];
    big5.set("file", new Blob([new Uint8Array([...bytes, ...words])]), "q.csv");
    const taiwan = await (await send(big5)).json();
    assert.equal(taiwan.read[0].questions[0].text, "台灣");
    assert.equal(taiwan.charset, "big5");
    assert.ok(taiwan.possible.includes("gb18030"));
    big5.set("charset", "gb18030");
    const mainland = await (await send(big5)).json();
    assert.equal(mainland.charset, "gb18030");
    assert.notEqual(mainland.read[0].questions[0].text, "台灣");
    big5.set("charset", "klingon");
    const unknown = await send(big5);
    assert.equal(unknown.status, 400);
    await unknown.body?.cancel();

    const large = new FormData();
    large.set("file", new Blob([new Uint8Array(9 * 1024 * 1024)]), "x.xlsx");
    const refused = await send(large);
    assert.equal(refused.status, 413);
    assert.equal((await refused.json()).reason, "file-too-large");

    for (const path of ["/api/quizzes", `/api/quizzes/${id}`]) {
      const get = (format: string) =>
        fetch(`${server.url}${path}/export?format=${format}`, { headers });
      for (const format of ["json", "csv", "text", "gift"]) {
        const file = await get(format);
        assert.equal(file.status, 200);
        const again = await post("/api/quizzes/import", {
          format,
          text: await file.text(),
        });
        const [{ questions }] = again.body.read;
        assert.deepEqual(questions[0].correct, [0], format);
        assert.deepEqual(again.body.failed, [], format);
      }
      const table = await get("xlsx");
      assert.match(table.headers.get("content-disposition")!, /\.xlsx/);
      const form = new FormData();
      form.set("file", await table.blob(), "again.xlsx");
      const read = await (await send(form)).json();
      assert.deepEqual(read.read[0].questions[0].correct, [0]);
      assert.equal((await get("docx")).status, 400);
    }

    const template = { name: "Tutor", instructions: "=Ask back" };
    const text = JSON.stringify([template, { name: "x" }]);
    const told = await post("/api/templates/import", { text, keep: true });
    assert.equal(told.status, 201);
    assert.equal(told.body.kept.length, 1);
    assert.match(told.body.failed[0].message, /Instruction prompt/);
    const csv = await fetch(`${server.url}/api/templates/export?format=csv`, {
      headers,
    });
    const back = await post("/api/templates/import", {
      text: await csv.text(),
    });
    assert.equal(back.body.read[0].instructions, template.instructions);
  });
});

Deno.test("an import asks about unknown headings and uses the named columns (R-3, X4)", async () => {
  await withSharedServer({}, async (server) => {
    const teacher = await signUp(server);
    const path = "/api/quizzes/import";
    const text = "Wat;Goed;Fout\nWat blaft?;hond;kat\nWat miauwt?;kat;hond";
    const keep = true;
    const refused = await teacher.ask("POST", path, { text, keep });
    assert.equal(refused.body.reason, "nothing-to-keep");
    const { body: asked } = await teacher.ask("POST", path, { text });
    assert.match(asked.failed[0].message, /aren’t known here/);
    assert.deepEqual(asked.columns, {
      rows: text.split("\n").map((row) => row.split(";")),
      hasHead: true,
      roles: ["question", "choice", "choice"],
    });

    const hasHead = true;
    const columns = { hasHead, roles: ["question", "correct", "incorrect"] };
    const file = new FormData();
    file.set("file", new Blob([text]), "toets.csv");
    file.set("columns", JSON.stringify(columns));
    file.set("keep", "true");
    const ofFile = await fetch(server.url + path, {
      method: "POST",
      headers: teacher.headers(),
      body: file,
    });
    for (
      const { status, body } of [
        { status: ofFile.status, body: await ofFile.json() },
        await teacher.ask("POST", path, { text, keep, columns }),
      ]
    ) {
      assert.equal(status, 201);
      const [{ questions }] = body.read;
      assert.deepEqual(
        questions.map((it: { correct: number[] }) => it.correct),
        [[0], [0]],
      );
    }

    for (
      const [roles, reason] of [
        [["question", "question"], "column-twice"],
        [["question", "colour"], "not-one-of"],
        [Array(101).fill("choice"), "too-much"],
      ]
    ) {
      const columns = { hasHead, roles };
      const { status, body } = await teacher.ask("POST", path, {
        text,
        columns,
      });
      assert.deepEqual([status, body.errors?.[0].reason], [400, reason]);
    }
    file.set("columns", "[".repeat(4000));
    const deep = await fetch(server.url + path, {
      method: "POST",
      headers: teacher.headers(),
      body: file,
    });
    assert.equal(deep.status, 400);
    await deep.body?.cancel();
    const ofTemplates = { text: "name,instructions\nA,B", columns };
    const { status } = await teacher.ask(
      "POST",
      "/api/templates/import",
      ofTemplates,
    );
    assert.equal(status, 400);
  });
});
