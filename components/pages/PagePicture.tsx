/** A picture in a page (W-1), or a note if it cannot load or was deleted. */
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo } from "preact/hooks";
import { pageEditor as t } from "texts/pages.ts";
import { pageBounds } from "../../classroom/model/page_bounds.ts";
import { retryForever } from "../ui/load_part.ts";

const maxHeight = 320;

const missingPictures = [403, 404];
/**
 * Requests before a picture counts as deleted: after **Undo** of a deletion, the server may restore it a moment
 * later.
 */
const asksIfGone = 3;

export interface PictureCounter {
  count: number;
}

export interface PagePictureProps {
  file: string;
  alt: unknown;
  width: unknown;
  height: unknown;
}

export function PagePicture(
  { among, ...props }: PagePictureProps & { among: PictureCounter },
) {
  // A modified page could contain thousands of pictures: above the limit only their descriptions are shown.
  const isOneMore = useMemo(() => ++among.count > pageBounds.pictures, []);
  // A layout effect also counts down if the picture is removed before its first paint.
  useLayoutEffect(() => () => among.count--, []);
  /** `away`: the picture failed to load, and the reason is not known yet. */
  const state = useSignal<"there" | "away" | "gone">("there");
  const isAway = state.value === "away";
  const image = pictureAttributes(props);
  useEffect(() => {
    if (!isAway) return;
    let isOver = false, requestCount = 0;
    void retryForever(async () => {
      if (isOver) return;
      const { ok, status, headers } = await fetch(image.src, {
        method: "HEAD",
      });
      const isGone = missingPictures.includes(status) &&
        ++requestCount >= asksIfGone;
      if (!ok && !isGone) throw new Error(`${status}`);
      // A page may name any file as a picture, so the type is checked.
      const isPicture = headers.get("content-type")?.startsWith("image/");
      if (ok && isPicture) await decodePicture(image.src);
      if (!isOver) state.value = ok && isPicture ? "there" : "gone";
    });
    return () => isOver = true;
  }, [isAway]);
  if (isOneMore || state.value !== "there") {
    const words = isAway ? t.pictureAway : t.pictureGone;
    return (
      <span class="page-no-picture" role="img" aria-label={image.alt}>
        {isOneMore ? image.alt : words}
      </span>
    );
  }
  return (
    <img
      {...image}
      onError={() => state.value = "away"}
    />
  );
}

/** Resolves once the picture can be decoded. Its bytes may be on another host, which a HEAD request does not reach. */
async function decodePicture(src: string): Promise<void> {
  const image = new Image();
  image.src = src;
  await image.decode();
}

export function pictureAttributes(
  { file, alt, width, height }: PagePictureProps,
) {
  return {
    src: `/api/files/${file}`,
    alt: typeof alt === "string" && alt !== "" ? alt : t.picture,
    ...shownSize(Number(width), Number(height)),
    loading: "lazy",
    decoding: "async",
  } as const;
}

/** The size for which to reserve space before the picture loads; empty if it is unknown. */
function shownSize(width: number, height: number) {
  if (!(width > 0 && height > 0)) return {};
  const scale = Math.min(1, maxHeight / height);
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}
