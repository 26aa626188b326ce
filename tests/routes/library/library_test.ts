/** Quizzes and templates over HTTP: what comes in from other programs, and what students never get. */
import assert from "node:assert/strict";
import { parseHTML } from "deno-dom";
import { languages } from "texts/languages.ts";
import * as Y from "yjs";
import { loadExamples } from "../../../classroom/library/starter/examples.ts";
import { documentNames } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { testClass as test } from "../../class.ts";
import { makeSheetFile } from "../../classroom/library/formats/sheets.ts";
import { eventually, signUp, Visitor } from "../../people.ts";
import { withSharedServer } from "../../shared_server.ts";
import { makeStepRunner } from "../../steps.ts";
import { readZip } from "../../zip.ts";

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

    await nobody.askExpecting(401, "GET", quizzes);
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

const pasted =
  "1. The longest?\nA) *Nile\nB) Rhine\n\n2. Lost?\nA) one\n\n3. Why?";

Deno.test("quizzes and templates are exported and imported over HTTP (R-3)", async (context) => {
  const step = makeStepRunner(context);
  await withSharedServer({}, async (server) => {
    const teacher = await signUp(server);
    const headers = teacher.headers();
    const post = (path: string, body: unknown, extra = {}) =>
      teacher.ask("POST", path, body, extra);
    const list = async () =>
      (await teacher.askExpecting(200, "GET", "/api/quizzes")).body.quizzes;

    await step("an import first keeps nothing", async () => {
      const shown = await post("/api/quizzes/import", {
        format: "auto",
        text: pasted,
      });
      assert.equal(shown.status, 200);
      assert.equal(shown.body.format, "text");
      const [{ questions }] = shown.body.read;
      assert.deepEqual(
        questions.map((
          it: { line: number; text: string },
        ) => [it.line, it.text]),
        [[1, "The longest?"], [8, "Why?"]],
      );
      assert.equal(shown.body.failed.length, 1);
      assert.equal(shown.body.failed[0].line, 5);
      assert.match(shown.body.failed[0].message, /needs at least two/);
      assert.deepEqual(
        await list(),
        [],
        "nothing is kept before it is told to",
      );
    });

    const id = await step("an import then keeps a quiz", async () => {
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
      return id;
    });

    await step("a fault is told in the reader's language", async () => {
      const chinese = await post("/api/quizzes/import", { text: "A) x" }, {
        "accept-language": "zh-TW",
      });
      assert.match(chinese.body.failed[0].message, /上面沒有題目/);
    });

    await step("what cannot be kept or read is refused", async () => {
      const nothing = await post("/api/quizzes/import", {
        text: "",
        keep: true,
      });
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
      await new Visitor(server).askExpecting(
        401,
        "POST",
        "/api/quizzes/import",
        {
          text: pasted,
        },
      );
    });

    const send = (form: FormData, path = "/api/quizzes/import") =>
      fetch(server.url + path, { method: "POST", headers, body: form });
    const form = await step("a Kahoot sheet is imported", async () => {
      const form = new FormData();
      const sheet = await makeSheetFile([
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
      const sent = await (await send(form)).json();
      assert.equal(sent.format, "kahoot");
      assert.deepEqual(sent.read[0].questions[0].correct, [1]);
      assert.match(sent.leftOut[0].message, /Time limits/);
      return form;
    });

    await step("a form from another site is refused", async () => {
      const elsewhere = await fetch(`${server.url}/api/quizzes/import`, {
        method: "POST",
        headers: { ...headers, origin: "https://evil.example" },
        body: form,
      });
      assert.equal(elsewhere.status, 403);
      await elsewhere.body?.cancel();
    });

    await step("a CSV file is read in its charset", async () => {
      // A file as Excel writes CSV in Taiwan.
      const big5 = new FormData();
      const bytes = [
        ...new TextEncoder().encode("question,answer 1,answer 2\n"),
      ];
      const words = [0xa5, 0x78, 0xc6, 0x57, 0x2c, 0x61, 0x2c, 0x62];
      big5.set(
        "file",
        new Blob([new Uint8Array([...bytes, ...words])]),
        "q.csv",
      );
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
    });

    await step("a file that is too large is refused", async () => {
      const large = new FormData();
      large.set("file", new Blob([new Uint8Array(9 * 1024 * 1024)]), "x.xlsx");
      const refused = await send(large);
      assert.equal(refused.status, 413);
      assert.equal((await refused.json()).reason, "file-too-large");
    });

    await step("each export can be imported again", async () => {
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
    });

    await step("templates are imported and exported too", async () => {
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
});

Deno.test("an import asks about unknown headings and uses the named columns (R-3)", async () => {
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

Deno.test("an endless import ends with a refusal while the server answers others", async () => {
  await withSharedServer({}, async (server) => {
    const [ruth, ben] = [await signUp(server), await signUp(server)];
    const path = "/api/quizzes/import";
    // Each object has as many fields as allowed, and each is reported.
    const text = `[${"{},".repeat(90_000)}{}]`.padEnd(7_900_000);
    let isOver = false, meanwhile = 0;
    const heavy = Promise.all(
      [1, 2, 3].map(() => ruth.ask("POST", path, { format: "json", text })),
    ).finally(() => isOver = true);
    while (!isOver) {
      await ben.askExpecting(200, "GET", "/api/me");
      if (!isOver) meanwhile++;
    }
    assert(meanwhile > 0);
    for (const { status, body } of await heavy) {
      assert([200, 413].includes(status), JSON.stringify(body));
    }
    const { body } = await ben.askExpecting(200, "POST", path, {
      format: "json",
      text: '[{"kind": "text", "text": "Why?"}]',
    });
    assert.equal(body.read[0].questions[0].text, "Why?");
  });
});

const tutor = {
  name: "Tutor",
  instructions: "SECRET-INSTRUCTION: never give the answer.",
  firstMessage: "What are you working on?",
};

test("only teachers try a template, and the answer streams (R-1)", async ({ teacher, server, enter }) => {
  const turns = [{ role: "user", text: "Why is the sky blue?" }];
  const body = { instructions: tutor.instructions, turns };
  const path = "/api/templates/try";
  await new Visitor(server).askExpecting(401, "POST", path, body);
  await (await enter("Amy")).visitor.askExpecting(401, "POST", path, body);
  const { body: problem } = await teacher.askExpecting(400, "POST", path, {
    ...body,
    instructions: " ",
  });
  assert.equal(problem.errors[0].path, "instructions");
  const response = await fetch(server.url + path, {
    method: "POST",
    headers: { ...teacher.headers(), "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("cache-control"), "no-store");
  let text = "", pieces = 0;
  for await (
    const piece of response.body!.pipeThrough(new TextDecoderStream())
  ) {
    pieces++;
    text += piece;
  }
  assert.ok(pieces > 5, `it came in ${pieces} pieces`);
  const said = text.trim().split("\n").map((line) => JSON.parse(line).text)
    .join("");
  assert.match(said, /Why is the sky blue\?/);
  assert.doesNotMatch(said, /SECRET/);
});

test("students get a template's name and first message, and never its instructions (R-1)", async ({ teacher, session, enter, server, step }) => {
  const { body: { template } } = await teacher.askExpecting(
    201,
    "POST",
    "/api/templates",
    tutor,
  );
  const api = `/api/sessions/${session.id}`;
  const { body: { resource } } = await teacher.askExpecting(
    201,
    "POST",
    `${api}/resources`,
    { template: template.id },
  );
  assert.doesNotMatch(JSON.stringify(resource), /SECRET/);
  const amy = await enter("Amy");
  const conversation = newId();
  const ask = {
    kind: "ask",
    conversation,
    text: "Fractions",
    template: resource.id,
  };

  await step("an answer begins with the first message", async () => {
    amy.queueCommand(ask);
    const { body: history } = await eventually(
      () =>
        teacher.askExpecting(
          200,
          "GET",
          `${api}/history?part=conversations&format=json`,
        ),
      ({ body }) => body.conversations[0]?.turns.at(-1)?.state === "done",
      "the answer was complete",
    );
    const [first] = history.conversations;
    assert.equal(first.template, "Tutor");
    assert.equal(first.turns[0].text, tutor.firstMessage);
    await amy.waitForRefusal(
      amy.queueCommand({ ...ask, conversation: newId(), template: newId() }),
    );
  });

  await step("the student's pages name the template", async () => {
    const seen: string[] = [];
    const pages = [
      `/class/${session.id}`,
      "/my",
      `/my/${conversation}`,
      "/my/download",
      "/api/my",
      `/api/my/conversations/${conversation}`,
    ];
    for (const page of pages) {
      const { status, body } = await amy.visitor.ask("GET", page);
      assert.equal(status, 200, page);
      const text = typeof body === "string" ? body : JSON.stringify(body);
      assert.doesNotMatch(text, /SECRET/, page);
      if (page !== `/class/${session.id}`) seen.push(text);
    }
    for (const [at, page] of pages.slice(1).entries()) {
      assert.match(seen[at], /Tutor/, page);
    }
    for (const page of ["/my/download", `/my/${conversation}`]) {
      const { body } = await amy.visitor.ask("GET", page);
      assert.match(body, /What are you working on\?/, page);
    }
  });

  await step("the documents have no instructions", async () => {
    const names = [
      documentNames.session(session.id),
      documentNames.room(session.id, "main"),
      documentNames.member(session.id, amy.member),
      documentNames.conversation(session.id, conversation),
    ];
    for (const name of names) {
      const { doc } = amy.open(name);
      await eventually(
        () => Promise.resolve(Y.encodeStateAsUpdate(doc).length),
        (length) => length > 2,
        `${name} was there`,
      );
      const bytes = Y.encodeStateAsUpdate(doc);
      assert.doesNotMatch(new TextDecoder().decode(bytes), /SECRET/, name);
    }
  });

  await step("the student cannot request them", async () => {
    for (
      const path of [
        `${api}/resources/${resource.id}`,
        `/api/templates/${template.id}`,
        `${api}/history?part=conversations&format=json`,
      ]
    ) {
      const { status, body } = await amy.visitor.ask("GET", path);
      assert.ok(status >= 400, path);
      assert.doesNotMatch(JSON.stringify(body), /SECRET/, path);
    }
  });

  await step("each record has name and first message", async () => {
    for (const format of ["md", "html", "csv"]) {
      const { body } = await teacher.askExpecting(
        200,
        "GET",
        `${api}/history?part=conversations&format=${format}`,
      );
      assert.match(body, /Tutor/, format);
      assert.match(body, /What are you working on\?/, format);
    }
  });

  await step("the export has no instructions", async () => {
    const zip = await fetch(`${server.url}${api}/export?member=${amy.member}`, {
      headers: teacher.headers(),
    });
    const files = readZip(new Uint8Array(await zip.arrayBuffer()));
    const all = [...files.values()].map((it) => new TextDecoder().decode(it))
      .join("\n");
    assert.match(all, /Tutor/);
    assert.doesNotMatch(all, /SECRET/);
  });
});

test("without a class the lists explain sharing, and templates are searchable (R-1, R-2)", async ({ teacher, server }) => {
  const quiz = { name: "Q", questions: [{ kind: "text", text: "Why?" }] };
  const kept = [["templates", tutor], ["quizzes", quiz]] as const;
  for (
    const [who, hints] of [[teacher, 0], [await signUp(server), 1]] as const
  ) {
    for (const [kind, body] of kept) {
      for (const _ of [1, 2]) {
        await who.askExpecting(201, "POST", `/api/${kind}`, body);
      }
      const page = await who.askExpecting(200, "GET", `/teacher/${kind}`);
      assert.equal(
        parseHTML(page.body).document
          .querySelectorAll('main a[href="/teacher/sessions/new"]').length,
        hints,
        kind,
      );
    }
    const path = "/teacher/templates?q=";
    for (const [words, count] of [["tutor", 2], ["debate", 0]] as const) {
      const page = await who.askExpecting(200, "GET", path + words);
      const rows = parseHTML(page.body).document
        .querySelectorAll(".own-entries > .own-entry");
      assert.equal(rows.length, count, "found without a script, too");
    }
  }
});

Deno.test("a new teacher copies an example, in either language (R-1, R-2)", () =>
  withSharedServer({}, async (server) => {
    const kinds = [["template", "templates"], ["quiz", "quizzes"]] as const;
    for (const { tag, path } of languages.slice(0, 2)) {
      const who = await signUp(server);
      for (const [kind, plural] of kinds) {
        const page = `${path}/teacher/${plural}`;
        const kept = async () =>
          (await who.askExpecting(200, "GET", `/api/${plural}`)).body[plural];
        assert.deepEqual(await kept(), []);
        const open = async (page: string) => {
          const { body } = await who.askExpecting(200, "GET", page);
          return parseHTML(body).document;
        };
        const link = (await open(page)).querySelector(`a[href$="/examples"]`)!;
        const [{ id, name }] = await loadExamples(kind, tag);
        const shown = await open(link.getAttribute("href")!);
        assert.equal(
          shown.querySelector(`.examples li [name=example]`)!
            .getAttribute("value"),
          id,
        );
        assert.ok(shown.querySelector(".examples details .example-content"));
        const { status, headers } = await fetch(
          `${server.url}${page}/examples`,
          {
            method: "POST",
            headers: who.headers(),
            body: new URLSearchParams({ example: id }),
            redirect: "manual",
          },
        );
        const [made] = await kept();
        assert.deepEqual([status, made.name], [303, name]);
        assert.equal(headers.get("location"), `${page}/${made.id}`);
      }
    }
  }));
