/** A student's own pages, as they read them later (W-1). */
import type { AppServices } from "../app_services.ts";
import { documents as names } from "../model/documents.ts";
import { readClass, readDocument } from "../model/layout.ts";
import { stateOfPage } from "../model/page_tree.ts";
import { type PagePiece, picturesByPage } from "../model/page_pictures.ts";
import { allPages, pageKey } from "../model/pages_layout.ts";
import { sharedNow } from "../model/resources_layout.ts";
import type { PageWork } from "./page_work.ts";
import { iso } from "../model/times.ts";

export interface OwnPage {
  id: string;
  name: string;
  at: string;
  /** Markdown with descriptions for pictures. */
  text: string;
  pieces: PagePiece[];
}

/** A member's own pages that were not taken back, oldest first. */
export async function ownPages(
  { sync, pageWork }: Pick<AppServices, "sync"> & { pageWork: PageWork },
  s: string,
  member: string,
): Promise<OwnPage[]> {
  const theirs = await readClass(
    sync,
    s,
    ({ session, staff }) => {
      const files = picturesByPage(staff);
      return allPages(session).flatMap(({ resource, of, page }) => {
        const shared = of === member
          ? sharedNow(session, resource, "page")
          : undefined;
        if (!shared) return [];
        const { name, at } = shared;
        const pictures = files.get(pageKey({ resource, of })) ?? new Map();
        return [{ id: page, name, at, pictures }];
      }).sort((a, b) => a.at - b.at);
    },
  );
  const found: OwnPage[] = [];
  for (const { at, pictures, ...one } of theirs) {
    const written = await pageWork.write(
      { session: s, member },
      () => readDocument(sync, names.page(s, one.id), stateOfPage),
      { pictures },
    );
    found.push({ ...one, at: iso(at), ...written });
  }
  return found;
}
