/** A page in the record of a class (W-3): its text and pictures. */
import { pageBounds } from "../../classroom/model/page_bounds.ts";
import type { PagePiece } from "../../classroom/model/pictures_in_pages.ts";
import { Markdown } from "../markdown/Markdown.tsx";
import { pictureAttributes } from "./PagePicture.tsx";
import "./page_text.css";

export function RecordedPage({ pieces }: { pieces: readonly PagePiece[] }) {
  let pictures = 0;
  return (
    <>
      {pieces.map((it, n) =>
        "text" in it
          ? <Markdown key={n} text={it.text} by="program" />
          : (
            <p key={n} class="page-text">
              {++pictures > pageBounds.pictures
                ? (
                  <a href={pictureAttributes(shown(it)).src}>
                    {pictureAttributes(shown(it)).alt}
                  </a>
                )
                : <img {...pictureAttributes(shown(it))} />}
            </p>
          )
      )}
    </>
  );
}

const shown = (
  { picture: { id, width, height }, alt }: Extract<PagePiece, { alt: string }>,
) => ({ file: id, alt, width, height });
