import assert from "node:assert/strict";
import { setApp } from "../../../classroom/app.ts";
import { DiskBlobStore } from "../../../classroom/files/disk_blob_store.ts";
import { DiskReserve } from "../../../classroom/files/disk_reserve.ts";
import { Files } from "../../../classroom/files/files.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { readFreeDisk } from "../../../classroom/storage/free_disk.ts";
import { makeGrantedBody } from "../../../routes/api/files/_granted_body.ts";
import { UploadLocks } from "../../../routes/api/files/_upload_locks.ts";
import { answerUpload } from "../../../routes/api/files/_uploads.ts";
import { Refusal } from "../../../sync/refusal.ts";
import { assertRefused, School } from "../../classroom/school.ts";

Deno.test("a file posted during its deletion keeps its bytes (C-5)", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await using school = await School.open();
    const session = await school.createSession();
    const browser = school.newBrowser();
    await browser.join(session.code, "Amy");
    const amy = await browser.identityIn(session.id);
    assert(amy);
    const disk = new DiskReserve(0, () => readFreeDisk(folder));
    const bytes = new DiskBlobStore(folder, () => Promise.resolve(5), disk);
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
        holder: "",
        cookies: browser.cookies,
        requestedRole: undefined,
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
      assert.equal(await school.runCommand(amy, post), null);
      return entry;
    };
    await assertRefused(remove(id), "conflict");
    const kept = (await Array.fromAsync(bytes.list())).map((it) => it.id);
    assert.deepEqual(kept, [id]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

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

Deno.test("a body that has to make room for others ends with the reason, after what came (SYNC-12, C-5)", async () => {
  const { body, bring, givenUp } = slowBody();
  const crowded = new AbortController(), reasons: unknown[] = [];
  const { stream, arrived } = makeGrantedBody(body, 0, {
    grant: () => Promise.resolve(100),
    requireWanted: () => Promise.resolve(),
    ended: crowded.signal,
    onEnded: (why) => reasons.push(why),
  });
  const reader = stream.getReader();
  bring(new Uint8Array(7));
  assert.equal((await reader.read()).value?.length, 7);
  const why = new Refusal("too-often");
  crowded.abort(why);
  await assert.rejects(reader.read(), why);
  assert.equal(await givenUp, why);
  assert.deepEqual([arrived(), reasons], [7, [why]]);
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

const never = new AbortController().signal;

Deno.test("the holder of an upload lock is asked once per waiter, and waiters follow in order", async () => {
  const locks = new UploadLocks();
  const first = locks.newLock("a");
  let asked = 0;
  await first.lock(never, () => void asked++);
  const order: number[] = [];
  const following = [1, 2, 3].map(async (n) => {
    const lock = locks.newLock("a");
    await lock.lock(never, () => {});
    order.push(n);
    await lock.unlock();
  });
  const other = locks.newLock("b");
  await other.lock(never, () => assert.fail("nobody waits for it"));
  await other.unlock();
  // Turns of the event loop in which a polling waiter would ask.
  for (let n = 0; n < 50; n++) await new Promise((go) => setImmediate(go));
  assert.equal(asked, 3);
  assert.deepEqual(order, []);
  await first.unlock();
  await Promise.all(following);
  assert.deepEqual(order, [1, 2, 3]);
  await first.lock(never, () => {});
  await first.unlock();
});

Deno.test("an abandoned wait blocks nobody, and the queue is bounded", async () => {
  const locks = new UploadLocks();
  const first = locks.newLock("a");
  await first.lock(never, () => {});
  const leaving = new AbortController();
  const gone = locks.newLock("a").lock(leaving.signal, () => {});
  const next = locks.newLock("a");
  const waits = next.lock(never, () => {});
  leaving.abort();
  await assert.rejects(gone);
  await first.unlock();
  await waits;
  const more = Array.from(
    { length: 21 },
    () => locks.newLock("a").lock(leaving.signal, () => {}),
  );
  await assert.rejects(more[20]);
});

Deno.test("waiting for a holder that cannot be asked takes no place in the queue", async () => {
  const locks = new UploadLocks();
  const first = locks.newLock("a");
  await first.lock(never, () => {
    throw new Error("cannot be asked");
  });
  const second = locks.newLock("a").lock(never, () => {});
  await assert.rejects(second, /cannot be asked/);
  await first.unlock();
  const third = locks.newLock("a");
  const held = third.lock(never, () => {});
  const isHeld = await Promise.race([
    held.then(() => true),
    new Promise((go) => setImmediate(() => go(false))),
  ]);
  assert(isHeld, "the line is free");
  await third.unlock();
});
