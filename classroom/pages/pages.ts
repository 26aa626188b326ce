/**
 * Pages that groups, students or the class write (W-1 to W-4). A page is made when it is first opened, with its initial
 * text. Writes `pages` of `<s>/session`, and the pages' documents.
 */
import { z } from "zod";
import { applyLocally } from "../../sync/space/apply_locally.ts";
import {
  removalRefusal,
  requireNotEnded,
  requireRunning,
  requireStaffRole,
} from "../model/permissions.ts";
import type { AppServices } from "../app_services.ts";
import { defineActsFor } from "../define_act.ts";
import { pageBounds } from "../model/page_bounds.ts";
import { findActiveRoom } from "../model/breakouts_layout.ts";
import { documentNames as names } from "../model/documents.ts";
import { idSchema } from "../model/field_schemas.ts";
import { newId } from "../model/ids.ts";
import {
  type ClassDocuments,
  decideOnClass,
  readClassDocuments,
} from "../model/layout.ts";
import { pageKey, pageOwnerFor, sourcePageOf } from "../model/pages_layout.ts";
import { findSeat } from "../model/persons.ts";
import { refusal } from "../model/refuse.ts";
import { findShared } from "../model/resources_layout.ts";
import type { SharedPage } from "../model/resources/shared_resources.ts";
import type { Identity } from "../model/members.ts";
import { members, pageEntries } from "../model/roots.ts";
import { resourceSecrets } from "../model/staff_roots.ts";
import { pageOwnerSchema } from "../library/resource_bodies.ts";
import type { PageWork } from "./page_work.ts";
import { namedIdSchema } from "../model/result_schemas.ts";

const openBody = z.strictObject({
  resource: idSchema,
  of: pageOwnerSchema.optional().describe(
    "from staff: whose page, by the id of a group or member",
  ),
});

interface PagesParts extends Pick<AppServices, "sync" | "clock"> {
  pageWork: PageWork;
}

export class Pages {
  constructor(
    private readonly parts: PagesParts,
  ) {}

  /** Id of the document of the requester's page, or of the named one, which is made if needed. */
  async openPage(
    who: Identity,
    ask: z.output<typeof openBody>,
  ): Promise<string> {
    const { sync, pageWork, clock } = this.parts;
    const newPageId = newId(), name = names.page(who.session, newPageId);
    for (;;) {
      const target = await readClassDocuments(
        sync,
        who.session,
        (docs) => findPage(docs, who, ask, clock()),
      );
      if ("page" in target) return target.page;
      const start = await pageWork.makePage(who, target.text);
      const page = await decideOnClass(sync, who, (docs, tx) => {
        const latest = findPage(docs, who, ask, tx.now);
        if ("page" in latest) return latest.page;
        // A teacher has changed the initial text meanwhile.
        if (latest.text !== target.text) return null;
        tx.reserveBytes(start.length);
        applyLocally(tx.doc(name), [start]);
        pageEntries(docs.session).set(latest.key, { page: newPageId });
        return newPageId;
      }, [name]);
      if (page !== null) return page;
    }
  }
}

/** The requested page, or the initial text of a new one. */
function findPage(
  docs: ClassDocuments,
  who: Identity,
  { resource, of }: z.output<typeof openBody>,
  now: number,
): { page: string } | { key: string; text: string } {
  const { session, staff } = docs;
  const shared = findShared(session, resource, "page");
  if (!shared) throw refusal("not-found");
  const owner = who.role === "student"
    ? ownPageOwner(docs, who, shared, now)
    : namedPageOwner(docs, who, shared, of);
  const key = pageKey(sourcePageOf(shared, owner));
  const entry = pageEntries(session).get(key);
  if (entry) return { page: entry.page };
  if (pageEntries(session).size >= pageBounds.pages) {
    throw refusal("resources-full", { most: pageBounds.pages });
  }
  const { text = "" } = resourceSecrets(staff).get(resource) ?? {};
  return { key, text };
}

function ownPageOwner(
  { session }: ClassDocuments,
  { member, own }: Identity,
  shared: SharedPage,
  now: number,
): string {
  requireRunning(session, now);
  const entry = members(session).get(member);
  if (!entry) throw refusal("not-found");
  if (entry.removed) throw removalRefusal(entry);
  const owner = pageOwnerFor(shared, own ?? findSeat(session, member), entry);
  if (owner === null) throw refusal("not-in-room");
  return owner;
}

/** The owner of the page that staff ask for. Refuses if there can be no such page. */
function namedPageOwner(
  { session }: ClassDocuments,
  who: Identity,
  { per }: SharedPage,
  requestedOwner: string | undefined,
): string {
  requireStaffRole(who);
  requireNotEnded(session);
  const owner = per === "class" ? "class" : requestedOwner ?? "";
  const isThere = per === "class" ||
    (per === "group"
      ? findActiveRoom(session, owner) !== undefined
      : members(session).get(owner)?.role === "student");
  if (!isThere) throw refusal("not-found");
  return owner;
}

const act = defineActsFor<{ pages: Pages }>();

export const pageActs = [
  act("POST /pages", "member", async ({ app, who, body }) => ({
    page: await app.pages.openPage(who, body),
  }), { body: openBody, result: z.object({ page: namedIdSchema }) }),
] as const;
