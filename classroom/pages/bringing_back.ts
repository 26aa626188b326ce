/**
 * **Bring back** (W-3): shows a page to the class: a group's as it grows, a student's own as a copy without
 * authors, since only its writer and staff may follow it. `writers` in `resources` of `<s>/staff` lists the
 * copy's authors for erasure.
 */
import type * as Y from "yjs";
import { z } from "zod";
import type { Tx } from "../../sync/authority.ts";
import { Refusal } from "../../sync/refusal.ts";
import { hideNames } from "../checks/picks.ts";
import { actsWith, nothing } from "../define_act.ts";
import { pageOwner, resourceName } from "../library/resource_bodies.ts";
import { requireNotOver, requireTeacher } from "../model/acting.ts";
import type { AppServices } from "../app_services.ts";
import { documents as names } from "../model/documents.ts";
import { id, press } from "../model/id_schemas.ts";
import { newId } from "../model/ids.ts";
import { type ClassDocuments, decideOnClass } from "../model/layout.ts";
import { pageBounds } from "../model/page_bounds.ts";
import { carryPictures } from "../model/page_pictures.ts";
import { readPage, writePage, writers } from "../model/page_tree.ts";
import { pageKey, pages } from "../model/pages_layout.ts";
import { refusal } from "../model/refuse.ts";
import type {
  BroughtBack,
  ResourceSecret,
  SharedAs,
  SharedPage,
} from "../model/resources/shared.ts";
import {
  findShared,
  onPresent,
  resources,
  secrets,
  shareAgain,
  sharedNow,
  unshare,
} from "../model/resources_layout.ts";
import { requirePlace } from "../model/resources_place.ts";
import type { Who } from "../model/who.ts";
import { notePress, type Press, pressed, pressOf } from "../presses.ts";

const bringBackBody = z.strictObject({
  resource: id,
  of: pageOwner,
  /** Its title for the class. */
  name: resourceName,
  to: z.enum(["class", "present"]),
  press,
});

interface Making {
  docs: ClassDocuments;
  tx: Tx;
  press: Press;
  /** Ids of the shared resource and of its document. */
  id: string;
  page: { id: string; name: string };
  /** Document and key of the source page. */
  source: Y.Doc;
  key: string;
}

export class BringingBack {
  constructor(private readonly parts: Pick<AppServices, "sync">) {}

  /** Shows a page; null: only on **Present**, as it grows. */
  async bringBack(
    who: Who,
    ask: z.output<typeof bringBackBody>,
  ): Promise<SharedPage | null> {
    const { resource, of, name, to } = ask;
    return await this.#decide(who, ask, (making) => {
      const { docs, tx, id, source } = making;
      const { per } = sharedNow(docs.session, resource, "page")!;
      hideNames(docs.staff);
      if (per === "student") {
        const shared = madeFrom(making, name, { resource }, to === "present");
        writeCopy(making, shared, [...writers(source).values(), of]);
        if (to === "present") {
          onPresent(docs.staff).set("chosen", { resource: id, at: tx.now });
        }
        return shared;
      }
      if (to === "present") {
        onPresent(docs.staff).set("chosen", { resource, of, at: tx.now });
        return null;
      }
      const before = liveOnes(docs.session, resource)
        .find((it) => it.from?.of === of);
      if (before) return before;
      const from: BroughtBack = { resource, of, live: true };
      const shared = madeFrom(making, name, from, false);
      share(making, shared, {});
      return shared;
    });
  }

  /** Shares a staff-only page with the class. */
  async give(who: Who, resource: string): Promise<SharedPage> {
    requireTeacher(who);
    return await decideOnClass(this.parts.sync, who, (docs, tx) => {
      requireNotOver(docs.session, tx.now);
      const before = findShared(docs.session, resource, "page");
      if (before.rooms?.length !== 0) return before;
      const { rooms: _, ...rest } = before;
      const given = { ...rest, at: tx.now };
      unshare(docs, before);
      shareAgain(docs, given);
      return given;
    });
  }

  /** Decides with the source page and a new document. Repeating a press makes nothing new (SYNC-3). */
  async #decide(
    who: Who,
    ask: z.output<typeof bringBackBody>,
    decide: (making: Making) => SharedPage | null,
  ): Promise<SharedPage | null> {
    requireTeacher(who);
    const { sync } = this.parts;
    const s = who.session, { resource, of } = ask;
    const id = newId(), fresh = newId();
    const page = { id: fresh, name: names.page(s, fresh) };
    const key = pageKey({ resource, of });
    const sourceIn = (session: Y.Doc) => {
      const source = sharedNow(session, resource, "page") &&
        pages(session).get(key)?.page;
      if (source === undefined) throw new Refusal("not-found");
      return names.page(s, source);
    };
    return await decideOnClass(sync, who, (docs, tx) => {
      requireNotOver(docs.session, tx.now);
      const source = tx.doc(sourceIn(docs.session));
      const press = pressOf("page", ask);
      const [known] = pressed(docs.staff, press, tx.now) ?? [];
      const before = sharedNow(docs.session, known, "page");
      if (before) return before;
      return decide({ docs, tx, press, id, page, source, key });
    }, ({ session }) => [page.name, sourceIn(session)]);
  }
}

/** A page that only staff write in, for the class or for staff alone. */
function madeFrom(
  { id, tx }: Making,
  name: string,
  from: BroughtBack,
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

function share(
  { docs, tx, press }: Making,
  shared: SharedPage,
  secret: Pick<ResourceSecret, "writers">,
): void {
  requirePlace(docs, shared, secret);
  resources(docs.session).push([shared]);
  secrets(docs.staff).set(shared.id, secret);
  notePress(docs.staff, press, [shared.id], tx.now);
}

/** Shares a copy of the source, without names. */
function writeCopy(
  making: Making,
  shared: SharedPage,
  hands: readonly string[],
): void {
  const { docs, tx, id, page, source, key } = making;
  const all = pages(docs.session);
  const copyKey = pageKey({ resource: id, of: "class" });
  if (all.size >= pageBounds.pages) {
    throw refusal("resources-full", { most: pageBounds.pages });
  }
  share(making, shared, { writers: [...new Set(hands)] });
  const nodes = readPage(source);
  tx.weigh(4 * JSON.stringify(nodes).length);
  writePage(tx.doc(page.name), nodes);
  all.set(copyKey, { page: page.id });
  carryPictures(docs.staff, nodes, key, copyKey);
}

function liveOnes(session: Y.Doc, resource: string): SharedPage[] {
  return resources(session).toArray().filter((it): it is SharedAs<"page"> =>
    it.from?.live === true && it.from.resource === resource
  );
}

/** Takes live pages back with their source. */
export function clearBroughtBack(
  docs: ClassDocuments,
  id: string,
): void {
  for (const it of liveOnes(docs.session, id)) {
    unshare(docs, it, { withPages: true });
  }
}

/** Shares them again with their source. */
export function refillBroughtBack(docs: ClassDocuments, id: string): void {
  for (const { taken, withPages } of [...secrets(docs.staff).values()]) {
    if (withPages && taken?.from?.resource === id) shareAgain(docs, taken);
  }
}

const act = actsWith<{ broughtBack: BringingBack }>();

export const broughtBackActs = [
  act("POST /pages/bring-back", "teacher", async ({ app, who, body }) => ({
    resource: await app.broughtBack.bringBack(who, body),
  }), { body: bringBackBody }),
  act("POST /resources/:id/give", "teacher", async ({ app, who, params }) => ({
    resource: await app.broughtBack.give(who, params.id),
  }), { body: nothing }),
] as const;
