/** The upload protocol over our rules, where two things happen at once. */
import assert from "node:assert/strict";
import { setApp } from "../../../classroom/app.ts";
import { DiskBlobStore } from "../../../classroom/files/disk_blob_store.ts";
import { Files } from "../../../classroom/files/files.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { answerUpload } from "../../../routes/api/files/_uploads.ts";
import { refuses, School } from "../../classroom/school.ts";

Deno.test("a file posted during its deletion keeps its bytes (C-5)", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await using school = await School.open();
    const session = await school.session();
    const browser = school.browser();
    await browser.join(session.code, "Amy");
    const amy = await browser.who(session.id);
    assert(amy);
    const bytes = new DiskBlobStore(folder, () => Promise.resolve(5));
    const files = new Files({ ...school.app, clock: Date.now, bytes });
    const upload = async () => {
      const id = newId();
      await files.beginUpload(amy, id, {
        name: "a",
        type: "text/plain",
        size: 5,
      });
      await Deno.writeTextFile(`${folder}/${id}`, "hello");
      await files.finishUpload(id);
      return id;
    };
    const remove = (id: string) =>
      answerUpload({
        req: new Request(`http://localhost/api/files/${id}`, {
          method: "DELETE",
          headers: { "tus-resumable": "1.0.0" },
        }),
        cookies: browser.cookies,
        as: undefined,
      }, id);
    setApp({ ...school.app, files });

    const unposted = await upload();
    assert.equal((await remove(unposted)).status, 204);
    assert.equal(await files.sessionOf(unposted), null);

    const id = await upload();
    const mine = files.requireOwnUpload.bind(files);
    files.requireOwnUpload = async (...given) => {
      const entry = await mine(...given);
      const post = { kind: "say", room: "main", text: "", file: id };
      assert.equal(await school.command(amy, post), null);
      return entry;
    };
    await refuses(remove(id), "conflict");
    const kept = (await Array.fromAsync(bytes.list())).map((it) => it.id);
    assert.deepEqual(kept, [id]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
