/**
 * **Bring back** (W-3): shows a page to the class. A page of a group or of the class is shown as it grows; a student's
 * as a copy without authors, as only its writer and staff may see it grow. `writers` in `resources` of `<s>/staff`
 * lists the authors of the copy, for erasure.
 */
import type * as Y from "yjs";
import { z } from "zod";
import type { Tx } from "../../sync/authority.ts";
import { hidePickedNames } from "../checks/picks.ts";
import { defineActsFor, emptyBody } from "../define_act.ts";
import {
  pageOwnerSchema,
  resourceNameSchema,
} from "../library/resource_bodies.ts";
import { requireNotOver, requireTeacherRole } from "../model/permissions.ts";
import type { AppServices } from "../app_services.ts";
import { documentNames as names } from "../model/documents.ts";
import { idempotencyKeySchema, idSchema } from "../model/field_schemas.ts";
import { newId } from "../model/ids.ts";
import { type ClassDocuments, decideOnClass } from "../model/layout.ts";
import { pageBounds } from "../model/page_bounds.ts";
import { copyPicturesToPage } from "../model/pictures_in_pages.ts";
import { readPage, writePage } from "../model/page_tree.ts";
import { pageKey } from "../model/pages_layout.ts";
import { refusal } from "../model/refuse.ts";
import type {
  BroughtBackSource,
  ResourceOfKind,
  ResourceSecret,
  SharedPage,
} from "../model/resources/shared_resources.ts";
import {
  findShared,
  requireShared,
  shareAgain,
  takeResourceBack,
} from "../model/resources_layout.ts";
import { requireResourceSpace } from "../model/resource_space.ts";
import type { Identity } from "../model/members.ts";
import { pageEntries, pageWriters, sharedResources } from "../model/roots.ts";
import { presentChoice, resourceSecrets } from "../model/staff_roots.ts";
import {
  findEarlierResults,
  type IdempotentRequest,
  idempotentRequest,
  recordIdempotencyKey,
} from "../idempotency.ts";
import { resourceSchema } from "../model/resources/views.ts";

const bringBackBody = z.strictObject({
  resource: idSchema,
  of: pageOwnerSchema,
  name: resourceNameSchema.describe("its title for the class"),
  to: z.enum(["class", "present"]),
  press: idempotencyKeySchema,
});

interface CopyContext {
  docs: ClassDocuments;
  tx: Tx;
  request: IdempotentRequest;
  /** Ids of the shared resource and of its document. */
  id: string;
  page: { id: string; name: string };
  /** Document and key of the source page. */
  source: Y.Doc;
  key: string;
}

export class BroughtBackPages {
  constructor(private readonly parts: Pick<AppServices, "sync">) {}

  /** Shows a page. Returns the shared page; null if only **Present** shows it, as it grows. */
  async bringBack(
    who: Identity,
    ask: z.output<typeof bringBackBody>,
  ): Promise<SharedPage | null> {
    const { resource, of, name, to } = ask;
    return await this.#decide(who, ask, (context) => {
      const { docs, tx, id, source } = context;
      const { per } = findShared(docs.session, resource, "page")!;
      hidePickedNames(docs.staff);
      if (per === "student") {
        const shared = makeCopy(context, name, { resource }, to === "present");
        writeCopy(context, shared, [...pageWriters(source).values(), of]);
        if (to === "present") {
          presentChoice(docs.staff).set("chosen", { resource: id, at: tx.now });
        }
        return shared;
      }
      if (to === "present") {
        presentChoice(docs.staff).set("chosen", { resource, of, at: tx.now });
        return null;
      }
      const livePage = livePages(docs.session, resource)
        .find((it) => it.from?.of === of);
      if (livePage) return livePage;
      const from: BroughtBackSource = { resource, of, live: true };
      const shared = makeCopy(context, name, from, false);
      shareCopy(context, shared, {});
      return shared;
    });
  }

  async shareWithClass(who: Identity, resource: string): Promise<SharedPage> {
    requireTeacherRole(who);
    return await decideOnClass(this.parts.sync, who, (docs, tx) => {
      requireNotOver(docs.session, tx.now);
      const shared = requireShared(docs.session, resource, "page");
      if (shared.rooms?.length !== 0) return shared;
      const { rooms: _, ...rest } = shared;
      const source = { ...rest, at: tx.now };
      takeResourceBack(docs, shared);
      shareAgain(docs, source);
      return source;
    });
  }

  /** Decides with the source page and a new document. A repeated request makes nothing new (SYNC-3). */
  async #decide(
    who: Identity,
    ask: z.output<typeof bringBackBody>,
    decide: (context: CopyContext) => SharedPage | null,
  ): Promise<SharedPage | null> {
    requireTeacherRole(who);
    const { sync } = this.parts;
    const s = who.session, { resource, of } = ask;
    const id = newId(), newPageId = newId();
    const page = { id: newPageId, name: names.page(s, newPageId) };
    const key = pageKey({ resource, of });
    const sourceIn = (session: Y.Doc) => {
      const source = findShared(session, resource, "page") &&
        pageEntries(session).get(key)?.page;
      if (source === undefined) throw refusal("not-found");
      return names.page(s, source);
    };
    return await decideOnClass(sync, who, (docs, tx) => {
      requireNotOver(docs.session, tx.now);
      const source = tx.doc(sourceIn(docs.session));
      const request = idempotentRequest("page", ask);
      const [earlierResult] = findEarlierResults(docs.staff, request, tx.now) ??
        [];
      const earlierPage = findShared(docs.session, earlierResult, "page");
      if (earlierPage) return earlierPage;
      return decide({ docs, tx, request, id, page, source, key });
    }, ({ session }) => [page.name, sourceIn(session)]);
  }
}

/** A shared page in which only staff can write, for the class, or (`isStaffs`) for staff alone. */
function makeCopy(
  { id, tx }: CopyContext,
  name: string,
  from: BroughtBackSource,
  isStaffs: boolean,
): SharedPage {
  return {
    id,
    at: tx.now,
    kind: "page",
    name,
    per: "class",
    locked: true,
    from,
    ...(isStaffs && { rooms: [] }),
  };
}

function shareCopy(
  { docs, tx, request }: CopyContext,
  shared: SharedPage,
  secret: Pick<ResourceSecret, "writers">,
): void {
  requireResourceSpace(docs, shared, secret);
  sharedResources(docs.session).push([shared]);
  resourceSecrets(docs.staff).set(shared.id, secret);
  recordIdempotencyKey(docs.staff, request, [shared.id], tx.now);
}

/** Shares a copy of the source, without names. */
function writeCopy(
  context: CopyContext,
  shared: SharedPage,
  writerIds: readonly string[],
): void {
  const { docs, tx, id, page, source, key } = context;
  const entries = pageEntries(docs.session);
  const copyKey = pageKey({ resource: id, of: "class" });
  if (entries.size >= pageBounds.pages) {
    throw refusal("resources-full", { most: pageBounds.pages });
  }
  shareCopy(context, shared, { writers: [...new Set(writerIds)] });
  const nodes = readPage(source);
  tx.reserveBytes(4 * JSON.stringify(nodes).length);
  writePage(tx.doc(page.name), nodes);
  entries.set(copyKey, { page: page.id });
  copyPicturesToPage(docs.staff, nodes, key, copyKey);
}

function livePages(session: Y.Doc, resource: string): SharedPage[] {
  return sharedResources(session).toArray().filter((
    shared,
  ): shared is ResourceOfKind<"page"> =>
    shared.from?.live === true && shared.from.resource === resource
  );
}

/** Takes live pages back with their source. */
export function clearBroughtBack(
  docs: ClassDocuments,
  id: string,
): void {
  for (const page of livePages(docs.session, id)) {
    takeResourceBack(docs, page, { withPages: true });
  }
}

/** Shares pages again that were taken back with their source. */
export function refillBroughtBack(docs: ClassDocuments, id: string): void {
  for (
    const { taken, withPages } of [...resourceSecrets(docs.staff).values()]
  ) {
    if (withPages && taken?.from?.resource === id) shareAgain(docs, taken);
  }
}

const act = defineActsFor<{ broughtBack: BroughtBackPages }>();

export const broughtBackActs = [
  act("POST /pages/bring-back", "teacher", async ({ app, who, body }) => ({
    resource: await app.broughtBack.bringBack(who, body),
  }), {
    body: bringBackBody,
    result: z.object({ resource: resourceSchema.nullable() }),
  }),
  act("POST /resources/:id/give", "teacher", async ({ app, who, params }) => ({
    resource: await app.broughtBack.shareWithClass(who, params.id),
  }), { body: emptyBody, result: z.object({ resource: resourceSchema }) }),
] as const;
