/** Long pages that are the same for everybody are rendered once in each language (SYNC-18). */
import assert from "node:assert/strict";
import { RenderedOnce } from "../../../routes/(http)/_rendered_once.ts";

Deno.test("a page is rendered once in each language, also for those who ask at once (SYNC-18)", async () => {
  const once = new RenderedOnce();
  const rendered: string[] = [];
  const ask = async (language: string) => {
    const answer = await once.answer(language, async () => {
      rendered.push(language);
      await new Promise((resolve) => setTimeout(resolve));
      const headers = { "content-type": "text/html", vary: "x" };
      return new Response(`in ${language}`, { headers });
    });
    return [await answer.text(), answer.headers.get("vary")];
  };
  const answers = await Promise.all(["en", "en", "zh-TW", "en"].map(ask));
  assert.deepEqual(answers, [
    ["in en", "x"],
    ["in en", "x"],
    ["in zh-TW", "x"],
    ["in en", "x"],
  ]);
  assert.deepEqual(await ask("en"), ["in en", "x"]);
  assert.deepEqual(rendered, ["en", "zh-TW"]);
});

Deno.test("a page that failed is rendered again (SYNC-18)", async () => {
  const once = new RenderedOnce();
  const fail = () => {
    throw new Error("it failed");
  };
  await assert.rejects(once.answer("en", fail), /it failed/);
  const away = await once.answer(
    "en",
    () => Promise.resolve(new Response("away", { status: 503 })),
  );
  assert.equal(away.status, 503);
  const here = await once.answer(
    "en",
    () => Promise.resolve(new Response("here")),
  );
  assert.equal(await here.text(), "here");
});
