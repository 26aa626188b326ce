import assert from "node:assert/strict";
import { FrameReader } from "../bench/frames.ts";
import { HomeroomMember } from "../bench/homeroom_driver.ts";
import { stages } from "../bench/measures/stages.ts";
import { readSources } from "./source.ts";
import { Visitor } from "./people.ts";

Deno.test("a page closed before it has fully loaded is not waited for", async () => {
  const asked = Promise.withResolvers<void>();
  const onListen = () => {};
  const server = Deno.serve({ port: 0, onListen }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onmessage = () => asked.resolve();
    return response;
  });
  try {
    const host = `127.0.0.1:${server.addr.port}`;
    const place = { url: `http://${host}`, wsUrl: `ws://${host}` };
    const page = new HomeroomMember(
      new Visitor(place),
      "s",
      "a",
      new FrameReader(),
    );
    const coming = page.open();
    await asked.promise;
    page.close();
    await assert.rejects(coming, /the page was closed/);
  } finally {
    await server.shutdown();
  }
});

Deno.test("each stage of a message names files and functions that exist", async () => {
  const sources = await readSources("classroom", "server", "sync");
  for (const { name, frames } of stages) {
    for (const { file, function: named } of frames) {
      if (/yjs|zod|\^\$/.test(file.source)) continue;
      const files = sources.filter(({ path }) => file.test(path));
      assert.notDeepEqual(files, [], `${name}: ${file}`);
      for (const word of named?.source.match(/[A-Za-z]{4,}/g) ?? []) {
        const isThere = files.some(({ text }) =>
          text.toLowerCase().includes(word.toLowerCase())
        );
        assert.ok(isThere, `${name}: ${word}`);
      }
    }
  }
});
