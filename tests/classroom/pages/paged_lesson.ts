import * as Y from "yjs";
import { moveStudents } from "../../../classroom/groups/moves.ts";
import { addRooms } from "../../../classroom/groups/rooms.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import {
  type PageNode,
  writePage,
} from "../../../classroom/model/page_tree.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import type { SharedPage } from "../../../classroom/model/resources/shared_resources.ts";
import { pageWriters } from "../../../classroom/model/roots.ts";
import { Lesson, type LessonOptions } from "../lesson.ts";

export async function beginPagedLesson(
  per: SharedPage["per"] = "group",
  text = "# Leaves",
  options: Pick<LessonOptions, "path" | "hooks"> = {},
) {
  const lesson = await Lesson.begin({
    students: ["Amy", "Ben", "Cem"],
    ...options,
  });
  const { teacher, school: { app }, students: [amy, ben, cem] } = lesson;
  const [red, blue] = await app.breakouts.decide(
    teacher,
    ({ session }) => addRooms(session, { names: ["Red", "Blue"] }, newId),
  );
  const put = (who: Identity, room: { id: string } | null) =>
    app.breakouts.decide(teacher, (docs, { now }) =>
      moveStudents(docs, {
        moves: [{ member: who.member, room: room?.id ?? null }],
      }, now));
  await put(amy, red);
  await put(ben, red);
  await put(cem, blue);
  const shared = await app.resources.share(teacher, {
    page: { name: "A leaf", text, per },
  });
  const open = (who: Identity, of?: string) =>
    app.pages.openPage(who, { resource: shared.id, of });
  const may = (who: Identity, page: string) =>
    app.sync.read(who.session, [names.page(who.session, page)], (documents) => {
      const access = app.authority.access(
        documents,
        who,
        names.page(who.session, page),
      );
      return typeof access === "string" ? access : access.code;
    });
  return { lesson, app, teacher, shared, red, blue, put, open, may };
}

/** Adds a paragraph to a page, as a commit of a member's update does. */
export function writeParagraph(
  lesson: Lesson,
  who: Identity,
  page: string,
  text: string,
) {
  return writeNodes(lesson, who, page, [
    { type: "paragraph", content: [{ type: "text", text }] },
  ]);
}

export function writeNodes(
  lesson: Lesson,
  who: Identity,
  page: string,
  nodes: readonly PageNode[],
) {
  return changes(lesson, who, page, (device) => writePage(device, nodes));
}

async function changes(
  lesson: Lesson,
  who: Identity,
  page: string,
  change: (device: Y.Doc) => void,
) {
  const name = names.page(who.session, page);
  const { sync } = lesson.school.app;
  await sync.decide(who.session, [name], (tx) => {
    const doc = tx.doc(name), device = new Y.Doc();
    Y.applyUpdate(device, Y.encodeStateAsUpdate(doc));
    const before = Y.encodeStateVector(device);
    change(device);
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(device, before));
    // The engine sets this, too.
    doc._transaction!.local = true;
    pageWriters(doc).set(String(device.clientID), who.member);
  });
}
