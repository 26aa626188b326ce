import { readClassDocuments, readDocument } from "../model/layout.ts";
import { documentNames as names } from "../model/documents.ts";
import type { Attachment } from "../model/files.ts";
import { type PagePiece, picturesByPage } from "../model/pictures_in_pages.ts";
import { listPages, pageKey, sourcePageOf } from "../model/pages_layout.ts";
import { encodePage } from "../model/page_tree.ts";
import { findPerson } from "../model/persons.ts";
import { findSharedOrTakenBack } from "../model/resources_layout.ts";
import type {
  SharedPage,
  SharedResource,
} from "../model/resources/shared_resources.ts";
import type { Room } from "../model/groups.ts";
import { requireTeacherRole } from "../model/permissions.ts";
import type { Identity } from "../model/members.ts";
import { members, rooms } from "../model/roots.ts";
import type { RecordSource } from "./record_entries.ts";

export interface PageRecord {
  id: string;
  shared: SharedPage;
  owner:
    | { kind: "group"; id: string; room: Room | undefined }
    | { kind: "student"; id: string; name: string }
    | { kind: "class" };
  /** Markdown. Pictures appear by their address from `urlOf`, those without one by their description. */
  text: string;
  pieces: readonly PagePiece[];
  pictures: ReadonlyMap<string, Attachment>;
}

/**
 * Yields opened pages, by time of sharing, including those taken back.
 * @param only pages of this resource
 * @param urlOf returns the address of a picture, or null
 */
export async function* readPageRecords(
  { sync, pageWork }: Pick<RecordSource, "sync" | "pageWork">,
  who: Identity,
  { only, urlOf = () => null }: {
    only?: SharedResource;
    urlOf?: (file: string) => string | null;
  } = {},
): AsyncGenerator<PageRecord> {
  requireTeacherRole(who);
  const s = who.session;
  const pages = await readClassDocuments(sync, s, (docs) => {
    const { session } = docs, files = picturesByPage(docs.staff);
    return listPages(session).flatMap(
      ({ resource, of, page }): Omit<PageRecord, "text" | "pieces">[] => {
        const source = only && sourcePageOf(only, of);
        if (source && (resource !== source.resource || of !== source.of)) {
          return [];
        }
        const shared = findSharedOrTakenBack(docs, resource, "page");
        if (!shared) return [];
        const pictures = files.get(pageKey({ resource, of })) ?? new Map();
        return [{
          id: page,
          shared,
          owner: pageOwnerOf(shared, of, session),
          pictures,
        }];
      },
    ).sort((a, b) => a.shared.at - b.shared.at);
  });
  for (const page of pages) {
    const { pictures } = page;
    const urls = [...pictures.keys()].flatMap((id) => {
      const url = urlOf(id);
      return url === null ? [] : [[id, url]];
    });
    const written = await pageWork.writeMarkdown(
      who,
      () => readDocument(sync, names.page(s, page.id), encodePage),
      { urls: Object.fromEntries(urls), pictures },
    );
    yield { ...page, ...written };
  }
}

function pageOwnerOf(
  { per }: SharedPage,
  id: string,
  session: Parameters<typeof members>[0],
): PageRecord["owner"] {
  switch (per) {
    case "class":
      return { kind: "class" };
    case "group":
      return { kind: "group", id, room: rooms(session).get(id) };
    case "student": {
      const person = members(session).get(findPerson(session, id));
      return { kind: "student", id, name: person?.name ?? "" };
    }
  }
}
