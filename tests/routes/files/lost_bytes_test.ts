/** Files whose bytes are gone: after a repaired disk, or at the other of two servers without a bucket (C-5, M-3). */
import assert from "node:assert/strict";
import { testClassAlone } from "../../class.ts";
import { randomBytesOf, uploadFile } from "../../uploading.ts";
import { readZip } from "../../zip.ts";

testClassAlone(
  "a file without its bytes is 404 with a sentence, and the export has all else and says so (C-5, M-3)",
  async ({ server, teacher, session, enter }) => {
    const amy = await enter("Amy");
    const files: string[] = [];
    for (const name of ["lost.bin", "kept.bin", "cut.bin", "picture.png"]) {
      const bytes = name === "picture.png"
        ? await Deno.readFile("tests/sample_pictures/4x3.png")
        : randomBytesOf(300);
      const file = await uploadFile(amy, { name, bytes });
      const post = { kind: "say", room: "main", text: `Here is ${name}`, file };
      await amy.waitForMessage(amy.queueCommand(post));
      files.push(file);
    }
    const [lost, kept, cut, picture] = files;
    await Deno.remove(`${server.dataDir}/uploads/${lost}`);
    await Deno.remove(`${server.dataDir}/uploads/${picture}`);
    await Deno.truncate(`${server.dataDir}/uploads/${cut}`, 100);
    for (const file of [lost, cut, picture]) {
      const answer = await teacher.ask("GET", `/api/files/${file}`);
      assert.equal(answer.status, 404);
      assert.equal(answer.body.reason, "file-lost");
      assert.match(answer.body.detail, /lost the contents/);
      const { status } = await fetch(`${server.url}/api/files/${file}`, {
        method: "HEAD",
        headers: teacher.headers(),
      });
      assert.equal(status, 404);
    }
    const exported = await fetch(
      `${server.url}/api/sessions/${session.id}/export`,
      { headers: teacher.headers() },
    );
    assert.equal(exported.status, 200);
    const entries = readZip(await exported.bytes());
    const text = (name: string) => new TextDecoder().decode(entries.get(name));
    assert.equal(entries.get("files/kept.bin")?.length, 300);
    for (const name of ["lost.bin", "cut.bin", "picture.png"]) {
      assert.match(text(`files/${name}.txt`), /no longer there/);
    }
    assert.match(
      text("index.html"),
      /lost\.bin<\/a> · This file is no longer there\./,
    );
    assert.match(text("chat.html"), /Here is picture\.png/);
    assert.equal(
      (await teacher.ask("GET", `/api/files/${kept}`)).status,
      200,
    );
    assert.doesNotMatch(server.output(), /"bug"/);
  },
);
