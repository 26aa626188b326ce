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
      {pieces.map((piece, n) =>
        "text" in piece
          ? <Markdown key={n} text={piece.text} by="program" />
          : (
            <p key={n} class="page-text">
              {++pictures > pageBounds.pictures
                ? (
                  <a href={pictureAttributes(pictureProps(piece)).src}>
                    {pictureAttributes(pictureProps(piece)).alt}
                  </a>
                )
                : <img {...pictureAttributes(pictureProps(piece))} />}
            </p>
          )
      )}
    </>
  );
}

const pictureProps = (
  { picture: { id, width, height }, alt }: Extract<PagePiece, { alt: string }>,
) => ({ file: id, alt, width, height });
