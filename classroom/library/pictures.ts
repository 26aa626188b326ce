/** The pictures that come with what is shared: the class gets copies, which are files of its own. */
import { isRefusal } from "../../sync/refusal.ts";
import {
  type ClassCopy,
  dropCopies,
  makeCopies,
  type PictureSource,
} from "../files/class_copies.ts";
import type { Files } from "../files/files.ts";
import type { Who } from "../model/who.ts";
import type { AppServices } from "../app_services.ts";
import type { Pictured } from "../model/resources/questions.ts";
import type { Images } from "./images.ts";

export interface PictureParts extends Pick<AppServices, "kv" | "clock"> {
  images: Pick<Images, "get">;
  files: Pick<Files, "bytes" | "quota">;
}

/** Copies of the teacher's pictures that come with these; of one that is gone there is none. */
export async function copyPictures(
  { kv, clock, images, files }: PictureParts,
  { teacher, session }: Who,
  all: readonly Pictured[],
): Promise<ClassCopy[]> {
  const wanted = new Set(all.flatMap(({ image }) => image ?? []));
  const sources: PictureSource[] = [];
  for (const id of wanted) {
    const source = await images.get(teacher ?? "", id).catch(() => null);
    if (source) sources.push(source);
  }
  return sources.length === 0 ? [] : await makeCopies(
    { kv, bytes: await files.bytes(), now: clock() },
    session,
    sources,
  );
}

/** Waits for the commit that keeps copies; where it is refused, they go. */
export async function keeping<T>(
  { kv, files }: PictureParts,
  session: string,
  copies: readonly ClassCopy[],
  decided: Promise<T>,
): Promise<T> {
  try {
    return await decided;
  } catch (refused) {
    // Of what is uncertain nothing is deleted: it may have been kept.
    if (isRefusal(refused) && refused.kind !== "storage-unavailable") {
      await dropCopies({ kv, bytes: await files.bytes() }, session, copies);
    }
    throw refused;
  }
}
