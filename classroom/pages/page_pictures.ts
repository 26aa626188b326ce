/**
 * Puts a picture into a page (W-1): a file that whoever asks has uploaded, and a page that they may write in now. Where in
 * the text it stands they write themselves. Writes the file's entry in `<s>/staff`.
 */
import type * as Y from "yjs";
import { z } from "zod";
import type { Authority } from "../../sync/authority.ts";
import { Refusal } from "../../sync/refusal.ts";
import type { AppServices } from "../app_services.ts";
import { actsWith } from "../define_act.ts";
import { requireShowable } from "../files/image_headers.ts";
import { requireActiveMember } from "../model/acting.ts";
import { uploaded } from "../model/attached.ts";
import { documents as names } from "../model/documents.ts";
import { inlineTypes } from "../model/files.ts";
import { id } from "../model/id_schemas.ts";
import { decideOnClass } from "../model/layout.ts";
import { requireMaySpeak } from "../model/may_write.ts";
import { pageBounds } from "../model/page_bounds.ts";
import { picturesOn, putPicture } from "../model/page_pictures.ts";
import { findPage, pageKey } from "../model/pages_layout.ts";
import { refusal } from "../model/refuse.ts";
import type { Who } from "../model/who.ts";

/** Body of `POST /api/sessions/:s/pages/pictures`. */
const putBody = z.strictObject({
  /** The id of the page's document; one that it was before it was begun anew will do. */
  page: id,
  file: id,
});

interface PagePicturesParts extends Pick<AppServices, "sync"> {
  authority: Pick<Authority<Who>, "access">;
}

export class PagePictures {
  constructor(private readonly parts: PagePicturesParts) {}

  /** Lets the readers of a page read a file; answers with the size of its picture, in px. Harmless twice. */
  async put(
    who: Who,
    { page, file }: z.output<typeof putBody>,
  ): Promise<{ width: number; height: number }> {
    const { sync, authority } = this.parts, s = who.session;
    const find = (session: Y.Doc) => {
      const found = findPage(session, page);
      if (!found) throw new Refusal("not-found");
      return found;
    };
    const nameIn = (session: Y.Doc) => names.page(s, find(session).page);
    return await decideOnClass(sync, who, (docs, tx) => {
      const { session, staff } = docs;
      const found = find(session), name = nameIn(session);
      const member = requireActiveMember(session, who.member, tx.now);
      const access = authority.access(tx, who, name);
      if (typeof access === "object") throw new Refusal(access.reason);
      if (access !== "shared") throw refusal("page-locked");
      requireMaySpeak(session, member, tx.now);
      const { type, width, height } = uploaded(
        docs,
        file,
        who.own ?? who.member,
      );
      // Where nobody can tell how large it is, nobody can tell that it is not too large.
      if (!inlineTypes.includes(type) || !width || !height) {
        throw refusal("no-image");
      }
      requireShowable({ width, height });
      const there = picturesOn(tx.doc(name));
      const { pictures: most } = pageBounds;
      if (there.size >= most && !there.has(file)) {
        throw refusal("pictures-full", { most });
      }
      putPicture(staff, file, pageKey(found));
      return { width, height };
    }, ({ session }) => [nameIn(session)]);
  }
}

const act = actsWith<{ pagePictures: PagePictures }>();

/** What everybody who writes in a page asks for about its pictures. */
export const pagePictureActs = [
  act("POST /pages/pictures", "member", async ({ app, who, body }) => ({
    picture: await app.pagePictures.put(who, body),
  }), { body: putBody }),
] as const;
