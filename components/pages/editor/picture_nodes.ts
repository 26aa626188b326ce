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

export const selectedPicture = ({ selection }: EditorState): Node | null =>
  selection instanceof NodeSelection && isPicture(selection.node)
    ? selection.node
    : null;

export function pictureFilesOf(doc: Node): string[] {
  const files: string[] = [];
  doc.descendants((node) => {
    if (isPicture(node)) files.push(node.attrs.file);
  });
  return files;
}

/** Inserts a picture; where text cannot hold one, as in code, in a new paragraph. */
export function insertPicture(
  { tr }: EditorState,
  pos: number,
  picture: Attrs,
): Transaction {
  const image = nodes.image.create(picture);
  const $pos = tr.doc.resolve(pos);
  if ($pos.parent.inlineContent && !$pos.parent.type.spec.code) {
    return tr.insert(pos, image);
  }
  const block = $pos.depth > 0 ? $pos.after(1) : pos;
  return tr.insert(block, nodes.paragraph.create(null, image));
}

export const describePicture =
  (alt: string | null): Command => (state, dispatch) => {
    if (!selectedPicture(state)) return false;
    const { from } = state.selection;
    const tr = state.tr.setNodeAttribute(from, "alt", alt);
    dispatch?.(tr.setSelection(NodeSelection.create(tr.doc, from)));
    return true;
  };

/** Removes pictures that are not of this page: its readers may not be allowed to read them. */
export function dropForeignPictures(
  { content, openStart, openEnd }: Slice,
  knownFiles: ReadonlySet<string>,
): Slice {
  const within = (fragment: Fragment): Fragment =>
    Fragment.from(
      fragment.content.flatMap((node) =>
        isPicture(node) && !knownFiles.has(node.attrs.file)
          ? []
          : node.isText
          ? node
          : node.copy(within(node.content))
      ),
    );
  return new Slice(within(content), openStart, openEnd);
}
