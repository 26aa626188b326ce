import { isRefusal } from "../../sync/refusal.ts";
import {
  dropPictureCopies,
  makePictureCopies,
  type PictureCopy,
  type PictureFile,
} from "../files/picture_copies.ts";
import type { Files } from "../files/files.ts";
import type { Identity } from "../model/members.ts";
import type { AppServices } from "../app_services.ts";
import type { WithPicture } from "../model/resources/questions.ts";
import type { Images } from "./images.ts";

export interface PictureParts extends Pick<AppServices, "kv" | "clock"> {
  images: Pick<Images, "get">;
  files: Pick<Files, "bytes" | "quota">;
}

/** Copies the pictures; skips those that no longer exist. */
export async function copyPictures(
  { kv, clock, images, files }: PictureParts,
  { teacher, session }: Identity,
  items: readonly WithPicture[],
): Promise<PictureCopy[]> {
  const pictureIds = new Set(items.flatMap(({ image }) => image ?? []));
  const sources: PictureFile[] = [];
  for (const id of pictureIds) {
    const source = await images.get(teacher ?? "", id).catch(() => null);
    if (source) sources.push(source);
  }
  return sources.length === 0 ? [] : await makePictureCopies(
    { kv, bytes: await files.bytes(), now: clock() },
    session,
    sources,
  );
}

export async function dropCopiesOnFailure<T>(
  { kv, files }: PictureParts,
  session: string,
  copies: readonly PictureCopy[],
  decided: Promise<T>,
): Promise<T> {
  try {
    return await decided;
  } catch (error) {
    // If the outcome is uncertain, the copies may be in use.
    if (isRefusal(error) && error.kind !== "storage-unavailable") {
      await dropPictureCopies(
        { kv, bytes: await files.bytes() },
        session,
        copies,
      );
    }
    throw error;
  }
}
