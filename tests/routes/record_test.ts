/** The record in its formats (C-9, M-3): what is in it, that it is harmless, and who has it. */
import assert from "node:assert/strict";
import { recordSchemas } from "../../classroom/record_schema.ts";
import { documents, newId } from "../../classroom/schema.ts";
import { formats, parts } from "../../routes/_record.ts";
import { testClass } from "../class.ts";
import { readCsv } from "../csv.ts";
import { eventually, signUp, Visitor } from "../people.ts";
import { upload } from "../uploading.ts";

const png = await Deno.readFile("tests/pictures/4x3.png");
const hostile = [
  "<script>document.title='owned'</script>",
  "<img src=x onerror=\"document.title='owned'\">",
  "[press](javascript:document.title='owned')",
  '=HYPERLINK("https://evil.example","x")',
  "| a |\n| - |\n| `x \\| <img src=x onerror=alert(1)>` |",
  "</style></pre>--><svg/onload=alert(1)>",
];

testClass(
  "C-9: the record comes as JSON by its schema, CSV, Markdown and HTML, with Chinese, and nothing in it does harm",
  async ({ teacher, session, enter }) => {
    const amy = await enter("=小明");
    for (const text of ["你好，世界", ...hostile]) await amy.sayAndSee(text);
    const file = await upload(amy, { name: "圖.png", bytes: png });
    await amy.sees(
      amy.command({ kind: "say", room: "main", text: "", file }),
    );
    const ask = { kind: "ask", conversation: newId(), text: "=為什麼？" };
    amy.command(ask);
    const all = `/api/sessions/${session.id}/history`;
    await eventually(
      () => teacher.get(200, "GET", all + "?part=attendance"),
      ({ body }) =>
        body.attendance.some((it: { questions: number }) => it.questions === 1),
      "the question was counted",
    );

    const read = async (part: string, format: string) => {
      const answer = await fetch(
        `${teacher.place.url}${all}?part=${part}&format=${format}`,
        { headers: teacher.headers() },
      );
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
      const name = answer.headers.get("content-disposition") ?? "";
      assert.match(name, new RegExp(`^attachment; .*\\.${format}"`));
      return new TextDecoder("utf-8", { ignoreBOM: true })
        .decode(await answer.arrayBuffer());
    };
    for (const part of parts) {
      const json = recordSchemas[part].parse(
        JSON.parse(await read(part, "json")),
      );
      const schema = await fetch(json.$schema);
      assert.equal((await schema.json()).type, "object");

      const csv = await read(part, "csv");
      assert.equal(csv[0], "\ufeff");
      const [columns, ...rows] = readCsv(csv.slice(1));
      for (const row of rows) {
        assert.equal(row.length, columns.length);
        for (const cell of row) assert.ok(!/^[=+\-@\t\r]/.test(cell), cell);
      }
      const markdown = await read(part, "md");
      const html = await read(part, "html");
      // Outside of fences and code nothing is a tag.
      assert.ok(
        !/(?<!\\)<(?!https?:)[a-z/!]/i.test(
          markdown.replace(/`+[^`]*`+/g, ""),
        ),
        markdown,
      );
      assert.ok(
        !/<(script|svg|img(?! alt="[^"]*"[^>]* src="data:image))/i
          .test(html),
      );
      assert.ok(!/href="javascript/i.test(html));
      assert.match(
        html,
        /<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; /,
      );
    }
    assert.match(await read("chat", "csv"), /"你好，世界"/);
    assert.match(await read("chat", "csv"), /"'=小明"/);
    assert.match(await read("chat", "md"), /你好，世界/);
    const html = await read("chat", "html");
    assert.match(html, /你好，世界/);
    const inside = /src="data:image\/png;base64,([^"]*)"/.exec(html)?.[1];
    assert.deepEqual(
      Uint8Array.from(atob(inside ?? ""), (c) => c.charCodeAt(0)),
      png,
    );
    assert.match(await read("conversations", "csv"), /"'=為什麼？"/);
  },
);

testClass(
  "A1: no part in any format is a student's, another teacher's or a stranger's",
  async ({ server, session, enter }) => {
    const amy = await enter("Amy");
    const other = await signUp(server), stranger = new Visitor(server);
    const all = `/api/sessions/${session.id}`;
    const paths = parts.flatMap((part) =>
      formats.map((format) => `${all}/history?part=${part}&format=${format}`)
    );
    for (const path of paths) {
      await amy.visitor.get(403, "GET", path);
      await other.get(404, "GET", path);
      await stranger.get(401, "GET", path);
    }
    const wrong = await signUp(server);
    await wrong.get(404, "GET", `/api/sessions/${newId()}/history`);
  },
);

testClass(
  "A2: with collection off no conversation is in any part, in any format",
  async ({ teacher, teaching, session, enter }) => {
    const amy = await enter("Amy");
    amy.command({
      kind: "ask",
      conversation: newId(),
      text: "secretquestion",
    });
    const staff = teaching.open(documents.staff(session.id));
    await staff.until(
      () => staff.doc.getMap("students").has(amy.member),
      "the board had her",
    );
    for (const part of parts) {
      for (const format of formats) {
        const answer = await fetch(
          `${teacher.place.url}/api/sessions/${session.id}/history?part=${part}&format=${format}`,
          { headers: teacher.headers() },
        );
        assert.equal(answer.status, 200);
        const text = await answer.text();
        assert.ok(!/secretquestion|demonstration/i.test(text), text);
      }
    }
  },
  { ask: { collect: false } },
);
