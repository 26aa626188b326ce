/** L-1: what a device shows of Homeroom among its apps is in the language of the page. */
import assert from "node:assert/strict";
import { withServer } from "../http.ts";

Deno.test("L-1: the manifest is in the language of its address", () =>
  withServer({}, async (server) => {
    const read = async (path: string) => {
      const response = await fetch(server.url + path);
      assert.equal(
        response.headers.get("content-type"),
        "application/manifest+json",
      );
      return await response.json();
    };
    const english = await read("/manifest.webmanifest");
    assert.deepEqual([english.lang, english.start_url], ["en", "/"]);
    const chinese = await read("/zh/manifest.webmanifest");
    assert.deepEqual([chinese.lang, chinese.start_url], ["zh-TW", "/zh/"]);
    assert.match(chinese.description, /^\p{sc=Han}/u);
    assert.equal(chinese.id, english.id, "it is one app");
  }));
