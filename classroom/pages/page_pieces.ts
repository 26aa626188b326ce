/** Splits pages (W-1) into pieces of Markdown and pictures. */
import type { Attachment } from "../model/files.ts";
import { markdownOfPage } from "../model/markdown_of_page.ts";
import { type PagePiece, pictureIdsIn } from "../model/pictures_in_pages.ts";
import type { PageNode } from "../model/page_tree.ts";

/** Characters after which a piece ends, at the end of a block. */
const pieceLength = 8000;

/** Splits a page into pieces, in which pictures follow their block. A missing picture becomes its description. */
export function piecesOfPage(
  nodes: readonly PageNode[],
  pictures: ReadonlyMap<string, Attachment>,
): PagePiece[] {
  const pieces: PagePiece[] = [];
  let run: PageNode[] = [], length = 0;
  const endRun = () => {
    const text = markdownOfPage(run);
    if (text.trim() !== "") pieces.push({ text });
    run = [];
    length = 0;
  };
  for (const node of nodes.flatMap(splitListAtPictures)) {
    const rendered: PagePiece[] = [];
    run.push(withoutPictures(node, pictures, rendered));
    length += textLength([node]);
    if (rendered.length === 0 && length < pieceLength) continue;
    endRun();
    pieces.push(...rendered);
  }
  endRun();
  return pieces;
}

/** Number of characters, as the editor counts them. */
function textLength(nodes: readonly PageNode[]): number {
  return nodes.reduce(
    (length, { attrs, content = [], text = "" }) =>
      length + text.length + String(attrs?.tex ?? attrs?.alt ?? "").length +
      textLength(content),
    0,
  );
}

/** Splits lists after items with pictures; numbering continues. */
function splitListAtPictures(node: PageNode): PageNode[] {
  const { type, content = [], attrs: storedAttrs } = node;
  if (type !== "bullet_list" && type !== "ordered_list") return [node];
  const first = Number(storedAttrs?.start ?? 1);
  const lists: PageNode[] = [];
  let from = 0;
  for (const [n, item] of content.entries()) {
    const isLast = n === content.length - 1;
    if (!isLast && pictureIdsIn([item]).length === 0) continue;
    const attrs = type === "ordered_list" ? { start: from + first } : {};
    lists.push({ type, attrs, content: content.slice(from, n + 1) });
    from = n + 1;
  }
  return lists;
}

/** Returns a node without its existing pictures, and adds these to `pieces`. */
function withoutPictures(
  node: PageNode,
  pictures: ReadonlyMap<string, Attachment>,
  pieces: PagePiece[],
): PageNode {
  const content = node.content?.flatMap((child): PageNode[] => {
    const picture = child.type === "image"
      ? pictures.get(String(child.attrs?.file))
      : undefined;
    if (!picture) return [withoutPictures(child, pictures, pieces)];
    pieces.push({ picture, alt: String(child.attrs?.alt ?? "") });
    return [];
  });
  return { ...node, ...(content && { content }) };
}
