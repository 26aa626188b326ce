/**
 * Pages that a group writes together (W-1 to W-4): which there are and whose each is. A page comes into being when
 * somebody first opens it, with the text that it is to begin with. Writes `pages` of `<s>/session`, and pages' documents.
 */
import { z } from "zod";
import { Refusal } from "../../sync/refusal.ts";
import {
  goneAs,
  requireNotEnded,
  requireRunning,
  requireStaff,
} from "../model/acting.ts";
import type { AppServices } from "../app_services.ts";
import { actsWith } from "../define_act.ts";
import { pageBounds } from "../model/page_bounds.ts";
import { activeRoom } from "../model/breakouts_layout.ts";
import { documents as names } from "../model/documents.ts";
import { id } from "../model/id_schemas.ts";
import { newId } from "../model/ids.ts";
import {
  type ClassDocuments,
  decideOnClass,
  members,
} from "../model/layout.ts";
import { writePage } from "../model/page_tree.ts";
import {
  pageFor,
  pageIn,
  pageKey,
  pages,
  sharedPage,
} from "../model/pages_layout.ts";
import { seatIn } from "../model/persons.ts";
import { refusal } from "../model/refuse.ts";
import { secrets } from "../model/resources_layout.ts";
import type { SharedPage } from "../model/resources/shared.ts";
import type { Who } from "../model/who.ts";
import { pageOwner } from "../library/resource_bodies.ts";
import { pageOfMarkdown } from "../model/page_of_markdown.ts";

/** Body of `POST /api/sessions/:s/pages`. */
const openBody = z.strictObject({
  resource: id,
  /** Of staff, whose it is: a group's room, a student's member, or the class's. */
  of: pageOwner.optional(),
});

export class Pages {
  constructor(private readonly parts: Pick<AppServices, "sync">) {}

  /** The id of the page of whoever asks, or of whom staff name; it is made where nobody has opened it yet. */
  async open(
    who: Who,
    { resource, of }: z.output<typeof openBody>,
  ): Promise<string> {
    const made = newId(), name = names.page(who.session, made);
    return await decideOnClass(this.parts.sync, who, (docs, tx) => {
      const { session, staff } = docs;
      const shared = sharedPage(session, resource);
      if (!shared) throw new Refusal("not-found");
      const whose = who.role === "student"
        ? ownOf(docs, who, shared, tx.now)
        : namedOf(docs, who, shared, of);
      const key = pageKey(pageIn(shared, whose));
      const there = pages(session).get(key);
      if (there) return there.page;
      if (pages(session).size >= pageBounds.pages) {
        throw refusal("resources-full", { most: pageBounds.pages });
      }
      const { text = "" } = secrets(staff).get(resource) ?? {};
      tx.weigh(4 * text.length);
      writePage(tx.doc(name), pageOfMarkdown(text));
      pages(session).set(key, { page: made });
      return made;
    }, [name]);
  }
}

/** Whose page a student has of what was shared. */
function ownOf(
  { session }: ClassDocuments,
  { member, own }: Who,
  shared: SharedPage,
  now: number,
): string {
  requireRunning(session, now);
  const entry = members(session).get(member);
  if (!entry) throw new Refusal("not-found");
  if (entry.removed) throw goneAs(entry);
  const whose = pageFor(shared, own ?? seatIn(session, member), entry);
  if (whose === null) throw new Refusal("not-in-room");
  return whose;
}

/** Whose page staff ask for, where there is somebody who could have it. */
function namedOf(
  { session }: ClassDocuments,
  who: Who,
  { per }: SharedPage,
  of: string | undefined,
): string {
  requireStaff(who);
  requireNotEnded(session);
  const whose = per === "class" ? "class" : of ?? "";
  const isThere = per === "class" ||
    (per === "group"
      ? activeRoom(session, whose) !== undefined
      : members(session).get(whose)?.role === "student");
  if (!isThere) throw new Refusal("not-found");
  return whose;
}

const act = actsWith<{ pages: Pages }>();

/** What everybody in the class asks for about pages. */
export const pageActs = [
  act("POST /pages", "member", async ({ app, who, body }) => ({
    page: await app.pages.open(who, body),
  }), { body: openBody }),
] as const;
