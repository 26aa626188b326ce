/** The outbox over the member's document and the server's copy. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { limits } from "../../../sync/limits.ts";
import { Outbox } from "../../../sync/client/outbox.ts";

interface Say {
  id: string;
  kind: "say";
  text: string;
}
const say = (id: string, text = id): Say => ({ id, kind: "say", text });

function setUp() {
  const mine = new Y.Doc();
  const server = new Y.Doc();
  const outbox = new Outbox<Say>(mine);
  const exchange = () => {
    Y.applyUpdate(server, Y.encodeStateAsUpdate(mine));
    Y.applyUpdate(mine, Y.encodeStateAsUpdate(server));
  };
  /** Decides the first command as the server does, with a receipt if it refuses. */
  const decide = (refused?: string) => {
    exchange();
    server.transact(() => {
      const commands = server.getArray<Say>("outbox");
      const command = commands.get(0);
      commands.delete(0);
      if (refused) {
        server.getMap("receipts").set(command.id, {
          at: 1,
          refused,
          detail: "no",
          command,
        });
      }
    });
    exchange();
  };
  const ids = (commands: readonly { id: string }[]) =>
    commands.map(({ id }) => id);
  return { mine, outbox, decide, ids };
}

Deno.test("commands stay in the order of their creation (SYNC-4)", () => {
  const { outbox, decide, ids } = setUp();
  for (const id of ["a", "b", "c"]) outbox.push(say(id));
  assert.deepEqual(ids(outbox.pending.value), ["a", "b", "c"]);
  decide();
  assert.deepEqual(ids(outbox.pending.value), ["b", "c"]);
});

Deno.test("a command that left the outbox is pending until its effect arrives (C-3)", () => {
  const { outbox, decide, ids } = setUp();
  outbox.push(say("a"));
  outbox.push(say("b"));
  decide();
  assert.deepEqual(ids(outbox.awaitingEffect.value), ["a"]);
  decide();
  assert.deepEqual(ids(outbox.awaitingEffect.value), ["a", "b"]);
  outbox.forgetSettled(({ id }) => id === "a");
  assert.deepEqual(ids(outbox.awaitingEffect.value), ["b"]);
});

Deno.test("a refused command comes back whole, and is resent under a new id (C-3)", () => {
  const { outbox, decide, ids } = setUp();
  outbox.push(say("a", "words"));
  outbox.push(say("b"));
  decide("chat-paused");
  assert.deepEqual(outbox.awaitingEffect.value, []);
  assert.equal(outbox.refused.value[0].refused, "chat-paused");
  assert.equal(outbox.refused.value[0].command?.text, "words");
  assert.equal(outbox.resend("a", "c"), true);
  assert.deepEqual(outbox.refused.value, []);
  assert.deepEqual(ids(outbox.pending.value), ["b", "c"]);
  assert.equal(outbox.pending.value[1].text, "words");
});

Deno.test("fields of a refused command can be removed or changed when it is resent (C-3)", () => {
  const { outbox, decide } = setUp();
  outbox.push(say("a", "words"));
  decide("not-found");
  const change = { text: undefined, room: "main" };
  assert.equal(outbox.resend("a", "b", change), true);
  const [again] = outbox.pending.value;
  assert.deepEqual(again, { id: "b", kind: "say", room: "main" });
});

Deno.test("a refused command can be discarded (C-3)", () => {
  const { outbox, decide } = setUp();
  outbox.push(say("a"));
  decide("too-long");
  outbox.discard("a");
  assert.deepEqual(outbox.refused.value, []);
});

Deno.test("the outbox is full at 200 commands (SYNC-12)", () => {
  const { outbox } = setUp();
  for (let i = 0; i < limits.outboxCommands; i++) {
    assert.equal(outbox.push(say("m" + i)), true);
  }
  assert.equal(outbox.push(say("one more")), false);
  assert.equal(outbox.pending.value.length, limits.outboxCommands);
});

Deno.test("the outbox is full at 384 KiB, counted as UTF-8 (SYNC-12)", () => {
  const { outbox } = setUp();
  const text = "字".repeat(4000);
  let taken = 0;
  while (outbox.push(say("m" + taken, text))) taken++;
  assert.ok(taken * 12_000 < limits.outboxBytes);
  assert.ok((taken + 1) * 12_100 > limits.outboxBytes);
});

Deno.test("pending commands from before the page load are there again", () => {
  const { mine, outbox, ids } = setUp();
  outbox.push(say("a"));
  const reopened = new Y.Doc();
  const again = new Outbox<Say>(reopened);
  Y.applyUpdate(reopened, Y.encodeStateAsUpdate(mine));
  assert.deepEqual(ids(again.pending.value), ["a"]);
});

Deno.test("the list of refused commands stays one object while commands change (C-3)", () => {
  const { outbox, decide } = setUp();
  outbox.push(say("a"));
  decide("too-long");
  const { value } = outbox.refused;
  outbox.push(say("b"));
  decide();
  assert.equal(outbox.refused.value, value);
});
