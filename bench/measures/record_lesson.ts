/** A class in which very much was said, for measuring its record. */
import { messages } from "../../classroom/model/layout.ts";
import { findMessage } from "../../classroom/model/message_index.ts";
import { revise } from "../../classroom/chat/revising.ts";
import { documents as names } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import { School } from "../../tests/classroom/school.ts";

/** Makes one with so many messages in the main room, of which one in fifty was edited once. */
export async function layRecord(count: number) {
  const school = await School.open();
  const view = await school.session();
  const who = await school.owner(view.id);
  const room = names.room(view.id, "main");
  const { sync } = school.app;
  for (let at = 0; at < count; at += 1000) {
    const said = Array.from({ length: 1000 }, (_, n) => ({
      id: newId(),
      from: who.member,
      at: school.time.now,
      kind: "text" as const,
      text: `第${at + n}句 ` + "*words* ".repeat(20),
    }));
    await sync.decide(view.id, [room], (tx) => {
      messages(tx.doc(room)).push(said);
    });
    await sync.decide(view.id, [room], (tx) => {
      const place = { s: view.id, room: "main" };
      for (const { id } of said.slice(0, 20)) {
        const message = findMessage(tx.doc(room), id)?.message;
        if (message?.kind !== "text") continue;
        const next = { ...message, text: `${message.text}!` };
        revise(tx.doc(room), place, next, newId(), who.member, tx);
      }
    });
  }
  return { school, who, view };
}
