/**
 * Adds a picture to a page that its uploader may write (W-1): adds the page to the file's entry in `<s>/staff`. The
 * uploader's browser inserts it into the text.
 */
import type * as Y from "yjs";
import { z } from "zod";
import type { ClassAuthority } from "../access.ts";
import type { AppServices } from "../app_services.ts";
import { defineActsFor } from "../define_act.ts";
import { requireDisplayable } from "../files/image_headers.ts";
import { requireActiveMember, requireMaySpeak } from "../model/permissions.ts";
import { requireUpload } from "../model/attachments.ts";
import { documentNames as names } from "../model/documents.ts";
import { inlineImageTypes } from "../model/files.ts";
import { idSchema } from "../model/field_schemas.ts";
import { decideOnClass } from "../model/layout.ts";
import { pageBounds } from "../model/page_bounds.ts";
import {
  addPictureToPage,
  pictureIdsOnPage,
} from "../model/pictures_in_pages.ts";
import { findPageByDocument, pageKey } from "../model/pages_layout.ts";
import { refusal } from "../model/refuse.ts";
import type { Identity } from "../model/members.ts";

const putBody = z.strictObject({
  page: idSchema.describe(
    "the id of a page's document that the asker may write in now, or of one before it",
  ),
  file: idSchema.describe("an image that they have uploaded"),
});

interface PagePicturesParts extends Pick<AppServices, "sync"> {
  authority: ClassAuthority;
}

export class PagePictures {
  constructor(private readonly parts: PagePicturesParts) {}

  /** Lets a page's readers read a file; returns the picture's size in px. Can be repeated. */
  async addPicture(
    who: Identity,
    { page, file }: z.output<typeof putBody>,
  ): Promise<{ width: number; height: number }> {
    const { sync, authority } = this.parts, s = who.session;
    const find = (session: Y.Doc) => {
      const entry = findPageByDocument(session, page);
      if (!entry) throw refusal("not-found");
      return entry;
    };
    const nameIn = (session: Y.Doc) => names.page(s, find(session).page);
    return await decideOnClass(sync, who, (docs, tx) => {
      const { session, staff } = docs;
      const entry = find(session), name = nameIn(session);
      const member = requireActiveMember(session, who.member, tx.now);
      const access = authority.access(tx, who, name);
      if (typeof access === "object") throw refusal(access.reason);
      if (access !== "shared") throw refusal("page-locked");
      requireMaySpeak(session, member, tx.now);
      const { type, width, height } = requireUpload(
        docs,
        file,
        who.own ?? who.member,
      );
      // A picture of unknown size may be too large.
      if (!inlineImageTypes.includes(type) || !width || !height) {
        throw refusal("no-image");
      }
      requireDisplayable({ width, height });
      const pictureIds = pictureIdsOnPage(tx.doc(name));
      const { pictures: maxPictures } = pageBounds;
      if (pictureIds.size >= maxPictures && !pictureIds.has(file)) {
        throw refusal("pictures-full", { most: maxPictures });
      }
      addPictureToPage(staff, file, pageKey(entry));
      return { width, height };
    }, ({ session }) => [nameIn(session)]);
  }
}

const act = defineActsFor<{ pagePictures: PagePictures }>();

export const pagePictureActs = [
  act("POST /pages/pictures", "member", async ({ app, who, body }) => ({
    picture: await app.pagePictures.addPicture(who, body),
  }), {
    body: putBody,
    result: z.object({
      picture: z.object({
        width: z.number().optional(),
        height: z.number().optional(),
      }),
    }),
  }),
] as const;
