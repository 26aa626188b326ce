/** Prompt templates over HTTP: trials, and no instruction prompt for students. */
import assert from "node:assert/strict";
import { parseHTML } from "deno-dom";
import * as Y from "yjs";
import { documentNames } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { languages } from "texts/languages.ts";
import { loadExamples } from "../../../classroom/library/starter/examples.ts";
import { testClass as test } from "../../class.ts";
import { withSharedServer } from "../../shared_server.ts";
import { eventually, signUp, Visitor } from "../../people.ts";
import { readZip } from "../../zip.ts";

const tutor = {
  name: "Tutor",
  instructions: "SECRET-INSTRUCTION: never give the answer.",
  firstMessage: "What are you working on?",
};

test("only teachers try a template, and the answer streams (R-1)", async ({ teacher, server, enter }) => {
  const turns = [{ role: "user", text: "Why is the sky blue?" }];
  const body = { instructions: tutor.instructions, turns };
  const path = "/api/templates/try";
  await new Visitor(server).get(401, "POST", path, body);
  await (await enter("Amy")).visitor.get(401, "POST", path, body);
  const { body: problem } = await teacher.get(400, "POST", path, {
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

test("students get a template's name and first message, and never its instructions (R-1)", async ({ teacher, session, enter, server }) => {
  const { body: { template } } = await teacher.get(
    201,
    "POST",
    "/api/templates",
    tutor,
  );
  const api = `/api/sessions/${session.id}`;
  const { body: { resource } } = await teacher.get(
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
  amy.command(ask);
  const { body: history } = await eventually(
    () =>
      teacher.get(200, "GET", `${api}/history?part=conversations&format=json`),
    ({ body }) => body.conversations[0]?.turns.at(-1)?.state === "done",
    "the answer was complete",
  );
  const [first] = history.conversations;
  assert.equal(first.template, "Tutor");
  assert.equal(first.turns[0].text, tutor.firstMessage);
  await amy.refused(
    amy.command({ ...ask, conversation: newId(), template: newId() }),
  );

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

  for (const format of ["md", "html", "csv"]) {
    const { body } = await teacher.get(
      200,
      "GET",
      `${api}/history?part=conversations&format=${format}`,
    );
    assert.match(body, /Tutor/, format);
    assert.match(body, /What are you working on\?/, format);
  }
  const zip = await fetch(`${server.url}${api}/export?member=${amy.member}`, {
    headers: teacher.headers(),
  });
  const files = readZip(new Uint8Array(await zip.arrayBuffer()));
  const all = [...files.values()].map((it) => new TextDecoder().decode(it))
    .join("\n");
  assert.match(all, /Tutor/);
  assert.doesNotMatch(all, /SECRET/);
});

test("without a class the lists explain sharing, and templates are searchable (R-1, R-2)", async ({ teacher, server }) => {
  const quiz = { name: "Q", questions: [{ kind: "text", text: "Why?" }] };
  const kept = [["templates", tutor], ["quizzes", quiz]] as const;
  for (
    const [who, hints] of [[teacher, 0], [await signUp(server), 1]] as const
  ) {
    for (const [kind, body] of kept) {
      for (const _ of [1, 2]) {
        await who.get(201, "POST", `/api/${kind}`, body);
      }
      const page = await who.get(200, "GET", `/teacher/${kind}`);
      assert.equal(
        parseHTML(page.body).document
          .querySelectorAll('main a[href="/teacher/sessions/new"]').length,
        hints,
        kind,
      );
    }
    const path = "/teacher/templates?q=";
    for (const [words, count] of [["tutor", 2], ["debate", 0]] as const) {
      const page = await who.get(200, "GET", path + words);
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
          (await who.get(200, "GET", `/api/${plural}`)).body[plural];
        assert.deepEqual(await kept(), []);
        const open = async (page: string) => {
          const { body } = await who.get(200, "GET", page);
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
