/** An upload's body ends when nobody wants it any more (C-5). */
import assert from "node:assert/strict";
import { makeGrantedBody } from "../../../routes/api/files/_granted_body.ts";
import { Refusal } from "../../../sync/refusal.ts";

function slowBody() {
  let bring!: (bytes: Uint8Array) => void;
  const { promise: givenUp, resolve } = Promise.withResolvers<unknown>();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => bring = (bytes) => controller.enqueue(bytes),
    cancel: resolve,
  });
  return { body, bring, givenUp };
}

Deno.test("a stalled body ends when its file is forgotten (C-5)", async () => {
  const { body, bring, givenUp } = slowBody();
  let asked = 0;
  const gone = new Refusal("not-found");
  const { stream, arrived } = makeGrantedBody(body, 0, {
    grant: () => Promise.resolve(100),
    requireWanted: () => ++asked < 3 ? Promise.resolve() : Promise.reject(gone),
  }, 1);
  const reader = stream.getReader();
  bring(new Uint8Array(7));
  assert.equal((await reader.read()).value?.length, 7);
  await assert.rejects(reader.read(), gone);
  assert.equal(await givenUp, gone);
  assert.deepEqual([arrived(), asked], [7, 3]);
});

Deno.test("a completed, abandoned or unread body requests no further bytes (C-5)", async () => {
  for (const end of ["end", "cancel", "answer", "break off"]) {
    let asked = 0;
    const body = end === "break off"
      ? brokenAfter("hello")
      : new Blob(["hello"]).stream();
    const { answered, stream } = makeGrantedBody(body, 0, {
      grant: () => Promise.resolve(5),
      requireWanted: () => Promise.resolve(asked++),
    });
    if (end === "cancel") await stream.cancel();
    else if (end === "answer") answered();
    else assert.equal(await new Response(stream).text(), "hello");
    assert.equal(asked, 0, "and the test ends with no timer left");
  }
});

function brokenAfter(words: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  let said = false;
  return new ReadableStream({
    pull(controller) {
      if (said) return controller.error(new Error("the line is cut"));
      said = true;
      controller.enqueue(new TextEncoder().encode(words));
    },
  });
}

Deno.test("a broken-off body passes on the bytes that arrived (C-5)", async () => {
  const { stream, arrived } = makeGrantedBody(brokenAfter("hello"), 3, {
    grant: () => Promise.resolve(100),
    requireWanted: () => Promise.resolve(),
  });
  assert.equal(await new Response(stream).text(), "hello");
  assert.equal(arrived(), 8);
});
