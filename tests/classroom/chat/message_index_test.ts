/** C3, C-11: what is done to a message is done to that one, wherever it has moved to. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { deliverIn } from "../../../classroom/groups/broadcast.ts";
import { broadcasts } from "../../../classroom/model/breakouts_layout.ts";
import { messages } from "../../../classroom/model/layout.ts";
import {
  findMessage,
  replaceMessage,
} from "../../../classroom/model/message_index.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { Message } from "../../../classroom/model/messages.ts";

const from = newId();
const said = (text: string, at: number): Message => ({
  id: newId(),
  from,
  at,
  kind: "text",
  text,
});
const words = (message?: Message) =>
  message && "text" in message ? message.text : undefined;

Deno.test("C3: a broadcast that comes between messages leaves each of them found by its own id", () => {
  const room = new Y.Doc(), staff = new Y.Doc();
  const list = messages(room);
  const all = ["a", "b", "c", "d"].map((text, n) => said(text, 10 * n));
  list.push(all);
  const check = () => {
    for (const [at, message] of list.toArray().entries()) {
      assert.deepEqual(findMessage(room, message.id), { at, message });
    }
    assert.equal(findMessage(room, newId()), undefined);
  };
  check();
  broadcasts(staff).push([{ from, at: 5, text: "1", broadcast: newId() }]);
  const tx = { bytesLeft: 1e6, weigh: () => {} };
  room.transact(() => {
    list.push([said("e", 40)]);
    deliverIn(staff, "g", room, tx);
    check();
    const found = findMessage(room, all[2].id);
    assert(found);
    replaceMessage(room, found, { ...all[2], editedAt: 50 } as Message);
    check();
  });
  check();
  broadcasts(staff).push([{ from, at: -1, text: "2", broadcast: newId() }]);
  deliverIn(staff, "g", room, tx);
  check();
  assert.deepEqual(list.toArray().map(words), [..."2a1bcde"]);
});
