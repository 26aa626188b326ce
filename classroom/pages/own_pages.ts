/** The pages that a student finds after the class (W-1): their own, their group's and the class's. */
import { z } from "zod";
import type { AppServices } from "../app_services.ts";
import { documentNames as names } from "../model/documents.ts";
import { readClassDocuments, readDocument } from "../model/layout.ts";
import { encodePage } from "../model/page_tree.ts";
import { picturesByPage } from "../model/pictures_in_pages.ts";
import { isPageKeptFor, listPages, pageKey } from "../model/pages_layout.ts";
import { pageScopes } from "../model/resources/shared_resources.ts";
import { findShared } from "../model/resources_layout.ts";
import type { PageWork } from "./page_work.ts";
import { toIsoString } from "../../formats/times.ts";
import { rooms } from "../model/roots.ts";
import { namedIdSchema, timeSchema } from "../model/result_schemas.ts";
import { attachmentSchema } from "../model/attachment_schema.ts";

export const ownPageSchema = z.object({
  id: namedIdSchema,
  name: z.string(),
  at: timeSchema,
  per: z.enum(pageScopes).describe("whose page it is"),
  group: z.object({
    name: z.string(),
    number: z.number().optional().describe("of an automatic name"),
  }).optional(),
  /** With descriptions instead of pictures. */
  text: z.string().describe("Markdown"),
  pieces: z.array(z.union([
    z.object({ text: z.string() }),
    z.object({ picture: attachmentSchema, alt: z.string() }),
  ])).describe("the same, with its pictures"),
});
export type OwnPage = z.output<typeof ownPageSchema>;

/** The pages with text that are kept for a member ({@link isPageKeptFor}), as they are now, oldest first. */
export async function ownPages(
  { sync, pageWork }: Pick<AppServices, "sync"> & { pageWork: PageWork },
  s: string,
  member: string,
): Promise<OwnPage[]> {
  const pages = await readClassDocuments(
    sync,
    s,
    ({ session, staff }) => {
      const files = picturesByPage(staff);
      return listPages(session).flatMap(({ resource, of, page }) => {
        const shared = findShared(session, resource, "page");
        if (!shared || !isPageKeptFor(session, shared, of, member)) return [];
        const { name, at: sharedAt, per } = shared;
        const room = per === "group" ? rooms(session).get(of) : undefined;
        const pictures = files.get(pageKey({ resource, of })) ?? new Map();
        return [{
          id: page,
          name,
          sharedAt,
          per,
          ...(room && {
            group: {
              name: room.name,
              ...(room.number !== undefined && { number: room.number }),
            },
          }),
          pictures,
        }];
      }).sort((a, b) => a.sharedAt - b.sharedAt);
    },
  );
  const writtenPages: OwnPage[] = [];
  for (const { sharedAt, pictures, ...page } of pages) {
    const written = await pageWork.writeMarkdown(
      { session: s, member },
      () => readDocument(sync, names.page(s, page.id), encodePage),
      { pictures },
    );
    if (written.pieces.every((it) => "text" in it && it.text.trim() === "")) {
      continue;
    }
    writtenPages.push({ ...page, at: toIsoString(sharedAt), ...written });
  }
  return writtenPages;
}
