/** S13: the list of all commands, and what bears the name of something else. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import type { Answering } from "../../classroom/answering.ts";
import { definitions, parseCommand } from "../../classroom/commands.ts";
import { documents as names } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import { SessionAuthority } from "../../classroom/session_authority.ts";
import { isRefusal } from "../../sync/refusal.ts";

const authority = new SessionAuthority({
  answering: {} as Answering,
  onRoomChanged() {},
  onAnswered() {},
  onActed() {},
});
const s = newId(), own = names.member(s, newId());
const session = new Y.Doc();
const documents = { doc: () => session };

Deno.test("S13: what is no command needs no document, keeps no pace and is refused", () => {
  const kinds = ["shout", "", "__proto__", "constructor", "toString", "Say"];
  for (const kind of kinds) {
    const command = { id: newId(), kind, room: "main", text: "x" };
    assert.deepEqual(authority.needs(own, command, documents), [], kind);
    assert.equal(authority.pace(own, command, documents), null, kind);
    assert.throws(
      () => parseCommand(command),
      (thrown) =>
        isRefusal(thrown) && thrown.kind === "malformed" &&
        thrown.reason === "wrong-command" && thrown.values.path === "kind",
      kind,
    );
  }
});

Deno.test("S13: a command has no document that it names and that is not there", () => {
  const room = newId(), gone = newId(), conversation = newId();
  session.getMap("rooms").set(room, { name: "Red", order: 0 });
  const named: [fields: Record<string, unknown>, needs: string[]][] = [
    [{ room: "main" }, [names.room(s, "main")]],
    [{ room }, [names.room(s, room)]],
    ...[gone, "__proto__", "", 5, null, undefined, { length: 1 }].map((
      room,
    ): [Record<string, unknown>, string[]] => [{ room }, []]),
    [{ conversation }, [names.conversation(s, conversation)]],
    [{ conversation: "short" }, []],
    [{ conversation: [conversation] }, []],
  ];
  const always = new Set([names.staff(s), own]);
  for (const { kind, needs } of definitions.values()) {
    for (const [fields, wanted] of named) {
      const command = { id: newId(), kind, ...fields };
      const all = authority.needs(own, command, documents);
      const what = `${kind} ${JSON.stringify(fields)}`;
      const is = "room" in fields ? "room" : "conversation";
      assert.deepEqual(
        all.filter((name) => !always.has(name)),
        needs.includes(is) ? wanted : [],
        what,
      );
    }
  }
});

Deno.test("A command that needs a room or a conversation names one", () => {
  assert(definitions.size > 10, `${definitions.size} commands`);
  for (const { kind, needs, fields } of definitions.values()) {
    for (const named of ["room", "conversation"] as const) {
      if (needs.includes(named)) assert(named in fields, `${kind}: ${named}`);
    }
  }
});
