/** A picture in a page (W-1): at a size that leaves room for the text; where it was deleted, a quiet word in its place. */
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo } from "preact/hooks";
import { pageEditor as t } from "texts/pages.ts";
import { pageBounds } from "../../classroom/model/page_bounds.ts";
import { again } from "../ui/load_part.ts";

/** So high a picture is shown at the most, in px. */
const mostHigh = 320;

/** What somebody may not read, or what is not there. */
const gone = [403, 404];
/** So often that is asked: where its deletion was undone here, the server may hear of that a moment later. */
const asksIfGone = 3;

/** How many pictures of a page are there now. */
export interface ShownPictures {
  count: number;
}

export interface PagePictureProps {
  file: string;
  alt: unknown;
  width: unknown;
  height: unknown;
}

export function PagePicture(
  { among, ...props }: PagePictureProps & { among: ShownPictures },
) {
  // Who writes with a program of their own can name thousands: of what is more than a page takes, the words are shown.
  const isOneMore = useMemo(() => ++among.count > pageBounds.pictures, []);
  // One that goes before it is painted counts no more, either.
  useLayoutEffect(() => () => among.count--, []);
  /** `away`: it did not come, and nobody knows yet whether it is there. */
  const state = useSignal<"there" | "away" | "gone">("there");
  const isAway = state.value === "away";
  const image = imageOf(props);
  useEffect(() => {
    if (!isAway) return;
    let isOver = false, asked = 0;
    void again(async () => {
      if (isOver) return;
      const { ok, status, headers } = await fetch(image.src, {
        method: "HEAD",
      });
      const isGone = gone.includes(status) && ++asked >= asksIfGone;
      if (!ok && !isGone) throw new Error(`${status}`);
      // Whoever writes in a page can name any file in it.
      const isPicture = headers.get("content-type")?.startsWith("image/");
      if (ok && isPicture) await comes(image.src);
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

/** Resolves once a picture can be shown: that it is there does not say so, where its bytes are elsewhere. */
async function comes(src: string): Promise<void> {
  const image = new Image();
  image.src = src;
  await image.decode();
}

/** What an `img` has that shows a picture of a page. */
export function imageOf({ file, alt, width, height }: PagePictureProps) {
  return {
    src: `/api/files/${file}`,
    alt: typeof alt === "string" && alt !== "" ? alt : t.picture,
    ...shownSize(Number(width), Number(height)),
    loading: "lazy",
    decoding: "async",
  } as const;
}

/** The size at which nothing moves when it loads; none, where nobody has said how large it is. */
function shownSize(width: number, height: number) {
  if (!(width > 0 && height > 0)) return {};
  const scale = Math.min(1, mostHigh / height);
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}
