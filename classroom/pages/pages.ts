/**
 * Pages of groups (W-1 to W-4). The first opening makes a page, with its initial text. Writes `pages` of
 * `<s>/session`, and the pages' documents.
 */
import { z } from "zod";
import { Refusal } from "../../sync/refusal.ts";
import { applyLocally } from "../../sync/space/apply_locally.ts";
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
  readClass,
} from "../model/layout.ts";
import { pageFor, pageIn, pageKey, pages } from "../model/pages_layout.ts";
import { seatIn } from "../model/persons.ts";
import { refusal } from "../model/refuse.ts";
import { secrets, sharedNow } from "../model/resources_layout.ts";
import type { SharedPage } from "../model/resources/shared.ts";
import type { Who } from "../model/who.ts";
import { pageOwner } from "../library/resource_bodies.ts";
import type { PageWork } from "./page_work.ts";

const openBody = z.strictObject({
  resource: id,
  /** From staff: a room's id, a member's id, or `class`. */
  of: pageOwner.optional(),
});

interface PagesParts extends Pick<AppServices, "sync" | "clock"> {
  pageWork: PageWork;
}

export class Pages {
  constructor(
    private readonly parts: PagesParts,
  ) {}

  /** Id of the requester's page, or of the named one; makes it if needed. */
  async open(who: Who, ask: z.output<typeof openBody>): Promise<string> {
    const { sync, pageWork, clock } = this.parts;
    const made = newId(), name = names.page(who.session, made);
    for (;;) {
      const found = await readClass(
        sync,
        who.session,
        (docs) => find(docs, who, ask, clock()),
      );
      if ("page" in found) return found.page;
      const start = await pageWork.begin(who, found.text);
      const page = await decideOnClass(sync, who, (docs, tx) => {
        const now = find(docs, who, ask, tx.now);
        if ("page" in now) return now.page;
        // The teacher has changed the initial text.
        if (now.text !== found.text) return null;
        tx.weigh(start.length);
        applyLocally(tx.doc(name), [start]);
        pages(docs.session).set(now.key, { page: made });
        return made;
      }, [name]);
      if (page !== null) return page;
    }
  }
}

/** The requested page, or the initial text of a new one. */
function find(
  docs: ClassDocuments,
  who: Who,
  { resource, of }: z.output<typeof openBody>,
  now: number,
): { page: string } | { key: string; text: string } {
  const { session, staff } = docs;
  const shared = sharedNow(session, resource, "page");
  if (!shared) throw new Refusal("not-found");
  const whose = who.role === "student"
    ? ownOf(docs, who, shared, now)
    : namedOf(docs, who, shared, of);
  const key = pageKey(pageIn(shared, whose));
  const there = pages(session).get(key);
  if (there) return { page: there.page };
  if (pages(session).size >= pageBounds.pages) {
    throw refusal("resources-full", { most: pageBounds.pages });
  }
  const { text = "" } = secrets(staff).get(resource) ?? {};
  return { key, text };
}

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

/** The owner whose page staff ask for, if it can exist. */
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

export const pageActs = [
  act("POST /pages", "member", async ({ app, who, body }) => ({
    page: await app.pages.open(who, body),
  }), { body: openBody }),
] as const;
