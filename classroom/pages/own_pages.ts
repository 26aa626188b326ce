/** What a student has written on pages of their own, as they read it later (W-1): as it is now, and not others' pages. */
import type { Sync } from "../../sync/sync.ts";
import { documents as names } from "../model/documents.ts";
import { readDocument, readSession } from "../model/layout.ts";
import { readPage } from "../model/page_tree.ts";
import { allPages, sharedPage } from "../model/pages_layout.ts";
import { iso } from "../model/times.ts";
import type { Who } from "../model/who.ts";
import { markdownOfPage } from "./page_markdown.ts";

/** A page that they had to themselves. */
export interface OwnPage {
  id: string;
  name: string;
  /** When it was shared, in ISO 8601. */
  at: string;
  /** Markdown. */
  text: string;
}

/** All that a member has to themselves and that was not taken back, the oldest first. */
export async function ownPages(
  sync: Sync<Who>,
  s: string,
  member: string,
): Promise<OwnPage[]> {
  const theirs = await readSession(
    sync,
    s,
    (session) =>
      allPages(session).flatMap(({ resource, of, page }) => {
        const shared = of === member
          ? sharedPage(session, resource)
          : undefined;
        return shared ? [{ id: page, name: shared.name, at: shared.at }] : [];
      }).sort((a, b) => a.at - b.at),
  );
  const found: OwnPage[] = [];
  for (const { at, ...one } of theirs) {
    const nodes = await readDocument(sync, names.page(s, one.id), readPage);
    found.push({
      ...one,
      at: iso(at),
      text: markdownOfPage(nodes, () => null),
    });
  }
  return found;
}
