import assert from "node:assert/strict";
import * as Y from "yjs";
import { documentNames } from "../../../classroom/model/documents.ts";
import { readPage } from "../../../classroom/model/page_tree.ts";
import { testClassAlone as test } from "../../class.ts";
import { eventually } from "../../people.ts";

test("a page starts from its Markdown, or as plain text where parsing costs too much", async ({ server, teacher, session, enter }) => {
  const amy = await enter("Amy");
  const path = `/api/sessions/${session.id}`;
  const begun = async (text: string) => {
    const page = { name: "Leaves", per: "student", text };
    const { body: { resource } } = await teacher.askExpecting(
      201,
      "POST",
      `${path}/resources`,
      { page },
    );
    const ask = { resource: resource.id };
    // On a busy machine no page begins, and one tries again.
    const opened = await eventually(
      () => amy.visitor.ask("POST", `${path}/pages`, ask),
      ({ status }) => status !== 429,
      "the page has begun",
    );
    assert.equal(opened.status, 200);
    const open = amy.open(documentNames.page(session.id, opened.body.page));
    await open.waitUntilSynced();
    return open;
  };
  const leaves = await begun("# Leaves\n\n- green");
  assert.deepEqual(
    readPage(leaves.doc).map(({ type }) => type),
    ["heading", "bullet_list"],
  );
  assert.ok(!server.output().includes("was ended"), server.output());
  const hostile = "> - ".repeat(4990);
  const plain = await begun(hostile);
  const [block] = readPage(plain.doc);
  assert.deepEqual(
    [block.type, block.content?.[0].text],
    ["code_block", hostile],
  );
  const paragraph = new Y.XmlElement("paragraph");
  paragraph.insert(0, [new Y.XmlText(`a${" ".repeat(30_000)}b`)]);
  leaves.doc.getXmlFragment("page").push([paragraph]);
  await leaves.waitUntil(
    () => leaves.doc.getMap("writers").size > 0,
    "the page was stored",
  );
  const { body } = await amy.visitor.askExpecting(200, "GET", "/api/my");
  const [one] = body.pages.filter((
    { text }: { text: string },
  ) => text.startsWith("# Leaves"));
  assert.ok(one.text.endsWith(`a${" ".repeat(30_000)}b`));
});
