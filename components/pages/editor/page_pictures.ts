/** Pictures in the text of a page: where they may be, which there are, and what is changed of one. */
import { type Attrs, Fragment, type Node, Slice } from "prosemirror-model";
import {
  type Command,
  type EditorState,
  NodeSelection,
  type Transaction,
} from "prosemirror-state";
import { schema } from "./schema.ts";

const { nodes } = schema;

export const isPicture = ({ type }: Node): boolean => type === nodes.image;

/** The picture that is selected; null where it is something else. */
export const pictureAt = ({ selection }: EditorState): Node | null =>
  selection instanceof NodeSelection && isPicture(selection.node)
    ? selection.node
    : null;

/** The files of a page's pictures, one for each. */
export function picturesOf(doc: Node): string[] {
  const files: string[] = [];
  doc.descendants((node) => {
    if (isPicture(node)) files.push(node.attrs.file);
  });
  return files;
}

/** Puts a picture into the text at a position; on a line of its own where text may hold none, as in code. */
export function insertPicture(
  { tr }: EditorState,
  at: number,
  picture: Attrs,
): Transaction {
  const image = nodes.image.create(picture);
  const $at = tr.doc.resolve(at);
  if ($at.parent.inlineContent && !$at.parent.type.spec.code) {
    return tr.insert(at, image);
  }
  const block = $at.depth > 0 ? $at.after(1) : at;
  return tr.insert(block, nodes.paragraph.create(null, image));
}

/** Says anew what the selected picture shows; null: nobody says so. */
export const describePicture =
  (alt: string | null): Command => (state, dispatch) => {
    if (!pictureAt(state)) return false;
    const { from } = state.selection;
    const tr = state.tr.setNodeAttribute(from, "alt", alt);
    dispatch?.(tr.setSelection(NodeSelection.create(tr.doc, from)));
    return true;
  };

/** What is pasted, without pictures of other pages: whoever reads this one may not read those. */
export function withoutOthers(
  { content, openStart, openEnd }: Slice,
  known: ReadonlySet<string>,
): Slice {
  const within = (fragment: Fragment): Fragment =>
    Fragment.from(
      fragment.content.flatMap((node) =>
        isPicture(node) && !known.has(node.attrs.file)
          ? []
          : node.isText
          ? node
          : node.copy(within(node.content))
      ),
    );
  return new Slice(within(content), openStart, openEnd);
}
