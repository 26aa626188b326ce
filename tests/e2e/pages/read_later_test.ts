/** A page is read later with its pictures (W-1, W-3, ACCESS-3). */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import * as Y from "yjs";
import { documentNames } from "../../../classroom/model/documents.ts";
import { testClass as test } from "../../class.ts";
import { read, upload } from "../../uploading.ts";

test("the record and the student's own view show a page with its picture (W-1, W-3, ACCESS-3)", async ({ teacher, session, enter }) => {
  const path = `/api/sessions/${session.id}`;
  const amy = await enter("Amy");
  const { body: { resource: { id: resource } } } = await teacher.get(
    201,
    "POST",
    `${path}/resources`,
    { page: { name: "A leaf", per: "student", text: "**Before**" } },
  );
  const { body: { page } } = await amy.visitor.get(
    200,
    "POST",
    `${path}/pages`,
    { resource },
  );
  const bytes = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg==",
    "base64",
  );
  const file = await upload(amy, { name: "a.png", bytes });
  await amy.visitor.get(200, "POST", `${path}/pages/pictures`, { page, file });
  const hers = amy.open(documentNames.page(session.id, page));
  await hers.synced();
  const image = new Y.XmlElement("image");
  image.setAttribute("file", file);
  image.setAttribute("alt", "Veins");
  const paragraph = new Y.XmlElement("paragraph");
  paragraph.insert(0, [image]);
  hers.doc.getXmlFragment("page").push([paragraph]);
  const at = `/teacher/sessions/${session.id}/shared/${resource}`;
  const shows = async () => {
    for (;;) {
      const answer = await teacher.ask("GET", at);
      assert.equal(answer.status, 200);
      const html = String(answer.body);
      if (html.includes("Veins")) return html;
    }
  };
  const picture = new RegExp(`<img src="/api/files/${file}" alt="Veins"`);
  const record = await shows();
  assert.match(record, picture);
  assert.match(record, /<strong>Before<\/strong>/);
  await teacher.get(200, "POST", `${path}/end`, { now: true });
  const { status, body } = await amy.visitor.ask("GET", "/my");
  assert.equal(status, 200);
  assert.match(String(body), picture);
  assert.match(String(body), /<strong>Before<\/strong>/);
  assert.equal((await read(amy.visitor, file)).status, 200);
});
