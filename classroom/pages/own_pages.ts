/** A student's own pages, for reading after the class (W-1). */
import type { AppServices } from "../app_services.ts";
import { documentNames as names } from "../model/documents.ts";
import { readClassDocuments, readDocument } from "../model/layout.ts";
import { encodePage } from "../model/page_tree.ts";
import { type PagePiece, picturesByPage } from "../model/pictures_in_pages.ts";
import { listPages, pageKey } from "../model/pages_layout.ts";
import { findShared } from "../model/resources_layout.ts";
import type { PageWork } from "./page_work.ts";
import { toIsoString } from "../model/times.ts";

export interface OwnPage {
  id: string;
  name: string;
  at: string;
  /** Markdown, with descriptions instead of pictures. */
  text: string;
  pieces: PagePiece[];
}

/** A member's own pages that were not taken back, oldest first. */
export async function ownPages(
  { sync, pageWork }: Pick<AppServices, "sync"> & { pageWork: PageWork },
  s: string,
  member: string,
): Promise<OwnPage[]> {
  const theirs = await readClassDocuments(
    sync,
    s,
    ({ session, staff }) => {
      const files = picturesByPage(staff);
      return listPages(session).flatMap(({ resource, of, page }) => {
        const shared = of === member
          ? findShared(session, resource, "page")
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
    const written = await pageWork.writeMarkdown(
      { session: s, member },
      () => readDocument(sync, names.page(s, one.id), encodePage),
      { pictures },
    );
    found.push({ ...one, at: toIsoString(at), ...written });
  }
  return found;
}
