/** Event streams arrive whole, in few pieces, without delay. */
import assert from "node:assert/strict";
import { fetchInGroups } from "../../../server/http/frugal_fetch.ts";

const words = Array.from({ length: 300 }, (_, n) => `data: {"word":${n}}\n\n`);

/** A server that sends each word in a frame of its own, as `llama-server` does. */
function startFrames(): { url: string; stop(): void } {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const encoder = new TextEncoder();
  const answer = async (connection: Deno.TcpConn) => {
    await connection.read(new Uint8Array(4096));
    const say = (text: string) => connection.write(encoder.encode(text));
    await say(
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n" +
        "connection: close\r\ntransfer-encoding: chunked\r\n\r\n",
    );
    for (const word of words) {
      await say(`${word.length.toString(16)}\r\n${word}\r\n`);
    }
    await say("0\r\n\r\n");
    connection.close();
  };
  void (async () => {
    for await (const connection of listener) await answer(connection);
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}/`,
    stop: () => listener.close(),
  };
}

Deno.test("buffered text of a fast model is read at once, not word by word (A-1)", async () => {
  const server = startFrames();
  try {
    const response = await fetchInGroups(server.url);
    const pieces: string[] = [];
    const decoder = new TextDecoder();
    for await (const bytes of response.body!) {
      pieces.push(decoder.decode(bytes, { stream: true }));
    }
    assert.equal(pieces.join(""), words.join(""));
    assert.ok(pieces.length < words.length / 3, `${pieces.length} pieces`);
  } finally {
    server.stop();
  }
});

Deno.test("after a lost connection the text received so far is read (A-4)", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const answering = (async () => {
    using connection = await listener.accept();
    await connection.read(new Uint8Array(4096));
    const said = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n" +
      "transfer-encoding: chunked\r\n\r\n5\r\nwords\r\n";
    await connection.write(new TextEncoder().encode(said));
  })();
  try {
    const { port } = listener.addr;
    const { body } = await fetchInGroups(`http://127.0.0.1:${port}/`);
    const reader = body!.getReader();
    const { value } = await reader.read();
    assert.equal(new TextDecoder().decode(value), "words");
    await assert.rejects(reader.read());
  } finally {
    await answering;
    listener.close();
  }
});
