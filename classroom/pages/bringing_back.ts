/**
 * **Bring back** and **Put together** (W-3): a page, or what is marked in it, before the class, and one page of all
 * groups'. A group's page is shown as it grows, for that is what the class watches; what is marked is a copy of that
 * moment, and so is a student's own page, which nobody but its writer and staff is to follow. Each piece of a copy stays
 * its author's. Of a student's own page, of which nobody is to be told whose it is, and of what is marked and not found on
 * the page any more, the copy has no author in its document: who may have words in it stands in `resources` of
 * `<s>/staff`, for erasure.
 */
import type * as Y from "yjs";
import { z } from "zod";
import type { Tx } from "../../sync/authority.ts";
import { Refusal } from "../../sync/refusal.ts";
import { makeDoc } from "../../sync/y_doc.ts";
import { hideNames } from "../checks/picks.ts";
import { actsWith, nothing } from "../define_act.ts";
import { pageOwner, resourceName } from "../library/resource_bodies.ts";
import { requireNotOver, requireTeacher } from "../model/acting.ts";
import type { AppServices } from "../app_services.ts";
import { bounds } from "../model/bounds.ts";
import { documents as names } from "../model/documents.ts";
import { fault } from "../model/faults.ts";
import { id, press } from "../model/id_schemas.ts";
import { newId } from "../model/ids.ts";
import { type ClassDocuments, decideOnClass } from "../model/layout.ts";
import { pageBounds } from "../model/page_bounds.ts";
import { isPageText, lengthOfPage } from "../model/page_nodes.ts";
import { carryPictures } from "../model/page_pictures.ts";
import {
  type PageNode,
  readPage,
  writePage,
  writers,
} from "../model/page_tree.ts";
import { pageKey, pages, sharedPage } from "../model/pages_layout.ts";
import { refusal } from "../model/refuse.ts";
import type { BroughtBack, SharedPage } from "../model/resources/shared.ts";
import {
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
import { markedAuthors } from "./marked_authors.ts";
import { copyPage } from "./page_copy.ts";

/** What is marked, as the JSON of its nodes: they nest deeper than a body may. */
const markedText = z.string().transform((text, at): PageNode[] => {
  try {
    const nodes: unknown = JSON.parse(text);
    if (isPageText(nodes) && nodes.length > 0) return nodes;
  } catch {
    // It is no JSON, and so no text of a page.
  }
  at.addIssue({ code: "custom", message: fault("wrong") });
  return z.NEVER;
});

/** Body of `POST /api/sessions/:s/pages/bring-back`. */
const bringBackBody = z.strictObject({
  resource: id,
  of: pageOwner,
  /** What it is called before the class. */
  name: resourceName,
  marked: markedText.optional(),
  to: z.enum(["class", "present"]),
  press,
});

/** Body of `POST /api/sessions/:s/pages/put-together`. */
const putTogetherBody = z.strictObject({
  resource: id,
  name: resourceName,
  /** Whose, in order, and the heading of each. */
  pages: z.array(z.strictObject({ of: pageOwner, title: resourceName }))
    .min(1).max(bounds.rooms),
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
  /** The documents of the pages that it is made of, and these pages' keys. */
  sources: readonly Y.Doc[];
  keys: readonly string[];
}

export class BringingBack {
  constructor(private readonly parts: Pick<AppServices, "sync">) {}

  /** Puts a page before the class; null: it is on **Present** alone, as it grows. */
  async bringBack(
    who: Who,
    ask: z.output<typeof bringBackBody>,
  ): Promise<SharedPage | null> {
    const { resource, of, name, marked, to } = ask;
    return await this.#decide(who, ask, [of], (making) => {
      const { docs, tx, id, sources: [page] } = making;
      const source = sharedPage(docs.session, resource)!;
      hideNames(docs.staff);
      const isLive = !marked && source.per !== "student";
      if (isLive && to === "present") {
        onPresent(docs.staff).set("chosen", { resource, of, at: tx.now });
        return null;
      }
      const from: BroughtBack = {
        resource,
        ...(source.per !== "student" && { of }),
        ...(isLive && { live: true }),
      };
      if (isLive) {
        const before = liveOnes(docs.session, resource)
          .find((it) => it.from?.of === of);
        if (before) return before;
      }
      const shared = madeFrom(making, name, from, to === "present");
      if (isLive) share(making, shared);
      else if (marked && source.per !== "student") {
        writeMarked(making, shared, marked, handsIn(docs, source));
      } else {
        const nodes = marked ?? readPage(page);
        const hands = [
          ...writers(page).values(),
          ...handsIn(docs, source),
          ...source.per === "student" ? [of] : [],
        ];
        write(making, shared, nodes, hands, (it) => writePage(it, nodes));
      }
      if (to === "present") {
        onPresent(docs.staff).set("chosen", { resource: id, at: tx.now });
      }
      return shared;
    });
  }

  /** Makes one page of several, each under its heading; staff's at first. Those that nobody has opened are left out. */
  async putTogether(
    who: Who,
    ask: z.output<typeof putTogetherBody>,
  ): Promise<SharedPage> {
    const { resource, name } = ask;
    const all = ask.pages.map(({ of }) => of);
    const done = await this.#decide(who, ask, all, (making) => {
      const { docs, sources } = making;
      const source = sharedPage(docs.session, resource)!;
      // Under their names: those of students are not for their class.
      if (source.per !== "group") throw new Refusal("not-found");
      const nodes = ask.pages.flatMap(({ title }, n): PageNode[] => [
        headingOf(title),
        ...readPage(sources[n]),
      ]);
      const length = lengthOfPage(nodes);
      const { text: most } = pageBounds;
      if (length > most) throw refusal("pages-too-long", { most, length });
      const shared = madeFrom(making, name, { resource, all: true }, true);
      write(making, shared, nodes, handsIn(docs, source), (made) => {
        for (const [n, { title }] of ask.pages.entries()) {
          writePage(made, [headingOf(title)]);
          copyPage(sources[n], made, { lowers: true });
        }
      });
      return shared;
    });
    return done!;
  }

  /** Gives the class what was staff's alone until now. */
  async give(who: Who, resource: string): Promise<SharedPage> {
    requireTeacher(who);
    return await decideOnClass(this.parts.sync, who, (docs, tx) => {
      requireNotOver(docs.session, tx.now);
      const before = sharedPage(docs.session, resource);
      if (!before) throw new Refusal("not-found");
      if (before.rooms?.length !== 0) return before;
      const { rooms: _, ...rest } = before;
      const given = { ...rest, at: tx.now };
      unshare(docs, before);
      shareAgain(docs, given);
      return given;
    });
  }

  /** Decides on pages that are there, and a document for one more. The same press makes nothing twice (S3). */
  async #decide(
    who: Who,
    ask: { resource: string; press?: string | undefined },
    of: readonly string[],
    decide: (making: Making) => SharedPage | null,
  ): Promise<SharedPage | null> {
    requireTeacher(who);
    const { sync } = this.parts;
    const s = who.session, { resource } = ask;
    const id = newId(), fresh = newId();
    const page = { id: fresh, name: names.page(s, fresh) };
    const keys = of.map((it) => pageKey({ resource, of: it }));
    const sourcesIn = (session: Y.Doc) => {
      if (!sharedPage(session, resource)) throw new Refusal("not-found");
      return keys.map((it) => {
        const source = pages(session).get(it)?.page;
        if (source === undefined) throw new Refusal("not-found");
        return names.page(s, source);
      });
    };
    return await decideOnClass(sync, who, (docs, tx) => {
      requireNotOver(docs.session, tx.now);
      const sources = sourcesIn(docs.session).map((it) => tx.doc(it));
      const press = pressOf("page", ask);
      const [known] = pressed(docs.staff, press, tx.now) ?? [];
      const before = sharedNow(docs.session, known);
      if (before?.kind === "page") return before;
      return decide({ docs, tx, press, id, page, sources, keys });
    }, ({ session }) => [page.name, ...sourcesIn(session)]);
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
  writers: readonly string[] = [],
): void {
  const secret = writers.length > 0 ? { writers: [...new Set(writers)] } : {};
  requirePlace(docs, shared, secret);
  resources(docs.session).push([shared]);
  secrets(docs.staff).set(shared.id, secret);
  notePress(docs.staff, press, [shared.id], tx.now);
}

/** Shares what is marked in a page, each piece as its author's where that can be told. */
function writeMarked(
  making: Making,
  shared: SharedPage,
  nodes: readonly PageNode[],
  hands: readonly string[],
): void {
  const { sources: [page] } = making, part = makeDoc();
  writePage(part, nodes);
  const { authorOf, unclear } = markedAuthors(page, part);
  write(
    making,
    shared,
    nodes,
    [...hands, ...unclear],
    (made) => copyPage(part, made, { authorOf }),
  );
  part.destroy();
}

/** Shares a page that has a document of its own; `fill` writes there what is to stand in it. */
function write(
  making: Making,
  shared: SharedPage,
  nodes: readonly PageNode[],
  writers: readonly string[],
  fill: (made: Y.Doc) => void,
): void {
  const { docs, tx, id, page, keys } = making;
  const all = pages(docs.session), key = pageKey({ resource: id, of: "class" });
  if (all.size >= pageBounds.pages) {
    throw refusal("resources-full", { most: pageBounds.pages });
  }
  share(making, shared, writers);
  tx.weigh(4 * JSON.stringify(nodes).length);
  fill(tx.doc(page.name));
  all.set(key, { page: page.id });
  carryPictures(docs.staff, nodes, keys, key);
}

/** Whose words may stand in a copy of pages without being theirs in its document. */
function handsIn(
  { staff }: ClassDocuments,
  { id }: SharedPage,
): readonly string[] {
  return secrets(staff).get(id)?.writers ?? [];
}

/** The heading under which a page stands among others. */
const headingOf = (title: string): PageNode => ({
  type: "heading",
  attrs: { level: 1 },
  content: [{ type: "text", text: title }],
});

/** What of these pages is before the class as it grows. */
function liveOnes(session: Y.Doc, resource: string): SharedPage[] {
  return resources(session).toArray().filter((it): it is SharedPage =>
    it.kind === "page" && it.from?.live === true &&
    it.from.resource === resource
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
    if (!withPages || taken?.kind !== "page") continue;
    if (taken.from?.resource === id) shareAgain(docs, taken);
  }
}

const act = actsWith<{ broughtBack: BringingBack }>();

/** What staff ask for about pages before the class. */
export const broughtBackActs = [
  act("POST /pages/bring-back", "teacher", async ({ app, who, body }) => ({
    resource: await app.broughtBack.bringBack(who, body),
  }), { body: bringBackBody }),
  act("POST /pages/put-together", "teacher", async ({ app, who, body }) => ({
    resource: await app.broughtBack.putTogether(who, body),
  }), { body: putTogetherBody, status: 201 }),
  act("POST /resources/:id/give", "teacher", async ({ app, who, params }) => ({
    resource: await app.broughtBack.give(who, params.id),
  }), { body: nothing }),
] as const;
