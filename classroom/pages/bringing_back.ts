/**
 * **Bring back** (W-3): a page before the class. A group's page is shown as it grows, for that is what the class watches.
 * A student's own page is a copy of that moment, without authors, because nobody but its writer and staff may follow it.
 * For erasure, `writers` in `resources` of `<s>/staff` has the members whose words may be in such a copy.
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

/** Body of `POST /api/sessions/:s/pages/bring-back`. */
const bringBackBody = z.strictObject({
  resource: id,
  of: pageOwner,
  /** What it is called before the class. */
  name: resourceName,
  to: z.enum(["class", "present"]),
  press,
});

/** A decision that may make one more page. */
interface Making {
  docs: ClassDocuments;
  tx: Tx;
  press: Press;
  /** The id of what is shared, and that of its document. */
  id: string;
  page: { id: string; name: string };
  /** The document of the page that is brought back, and that page's key. */
  source: Y.Doc;
  key: string;
}

export class BringingBack {
  constructor(private readonly parts: Pick<AppServices, "sync">) {}

  /** Puts a page before the class; null: it is on **Present** alone, as it grows. */
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

  /** Gives the class what was staff's alone until now. */
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

  /** Decides on a page that is there, and a document for one more. The same press makes nothing twice (S3). */
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

/** A page that the class reads, or staff alone, and nobody but staff writes in. */
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

/** Shares what was made. */
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

/** Shares a page that has a document of its own, with what stands in its source and nobody's name. */
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

/** What of these pages is before the class as it grows. */
function liveOnes(session: Y.Doc, resource: string): SharedPage[] {
  return resources(session).toArray().filter((it): it is SharedAs<"page"> =>
    it.from?.live === true && it.from.resource === resource
  );
}

/** Pages are taken back, and with them what of them is before the class as it grows. */
export function clearBroughtBack(
  docs: ClassDocuments,
  id: string,
): void {
  for (const it of liveOnes(docs.session, id)) {
    unshare(docs, it, { withPages: true });
  }
}

/** Pages are there again, with what of them went with them. */
export function refillBroughtBack(docs: ClassDocuments, id: string): void {
  for (const { taken, withPages } of [...secrets(docs.staff).values()]) {
    if (withPages && taken?.from?.resource === id) shareAgain(docs, taken);
  }
}

const act = actsWith<{ broughtBack: BringingBack }>();

/** What staff ask for about pages before the class. */
export const broughtBackActs = [
  act("POST /pages/bring-back", "teacher", async ({ app, who, body }) => ({
    resource: await app.broughtBack.bringBack(who, body),
  }), { body: bringBackBody }),
  act("POST /resources/:id/give", "teacher", async ({ app, who, params }) => ({
    resource: await app.broughtBack.give(who, params.id),
  }), { body: nothing }),
] as const;
