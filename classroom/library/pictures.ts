/** The pictures of questions that are shared: the class gets copies, which are files of its own. */
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
import type { AskedQuestion } from "../model/resources/questions.ts";
import type { Images } from "./images.ts";

export interface PictureParts extends Pick<AppServices, "kv" | "clock"> {
  images: Pick<Images, "get">;
  files: Pick<Files, "bytes" | "quota">;
}

/** Questions whose pictures are the class's own, once a commit has kept the copies. */
interface Pictured<Q extends AskedQuestion> {
  questions: Q[];
  copies: ClassCopy[];
}

/** The same questions with copies of their pictures; one that is gone is left out. */
export async function withPictures<Q extends AskedQuestion>(
  { kv, clock, images, files }: PictureParts,
  { teacher, session }: Who,
  questions: readonly Q[],
): Promise<Pictured<Q>> {
  const wanted = new Set(questions.flatMap(({ image }) => image ?? []));
  const sources: PictureSource[] = [];
  for (const id of wanted) {
    const source = await images.get(teacher ?? "", id).catch(() => null);
    if (source) sources.push(source);
  }
  const copies = sources.length === 0 ? [] : await makeCopies(
    { kv, bytes: await files.bytes(), now: clock() },
    session,
    sources,
  );
  const withCopy = ({ image, ...rest }: Q): Q => {
    const copy = copies.find(({ source }) => source.id === image);
    if (!copy) return rest as Q;
    const { width, height } = copy.source;
    const size = width && height && { imageSize: [width, height] };
    return { ...rest, image: copy.id, ...size } as Q;
  };
  return { questions: questions.map(withCopy), copies };
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
