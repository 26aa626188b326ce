/** What a page does not take: more text than it has room for, and whatever its server would refuse. */
import type { Node } from "prosemirror-model";
import { Plugin } from "prosemirror-state";
import { ySyncPluginKey } from "y-prosemirror";
import { pageBounds } from "../../../classroom/model/page_bounds.ts";
import { isList, pageShape } from "../../../classroom/model/page_schema.ts";
import { isPicture, picturesOf } from "./page_pictures.ts";

/** How many characters the text of a page has. */
export function lengthOf(doc: Node): number {
  let length = 0;
  doc.descendants((node) => {
    const { text, type, attrs } = node;
    length += text?.length ?? 0;
    if (type.spec.atom) length += attrs.tex.length;
    if (isPicture(node)) length += attrs.alt?.length ?? 0;
  });
  return length;
}

/** Whether the server takes a page as it is: the guard's own questions, asked of the editor's text. */
export function isTaken(doc: Node): boolean {
  const takes = (parent: Node, depth: number): boolean =>
    parent.children.every((node) => {
      const within = depth === 0 ? null : parent.type.name;
      const hasMarks = node.marks.every(({ type, attrs }) =>
        pageShape.mark(type.name, attrs)
      );
      if (node.isText) return hasMarks && pageShape.text(within);
      return pageShape.element(node.type.name, within, depth) &&
        Object.entries(node.attrs).every(([key, value]) =>
          value === null || pageShape.attribute(node.type.name, key, value)
        ) && takes(node, depth + 1);
    });
  return takes(doc, 0);
}

/**
 * Refuses changes of this editor alone: what others wrote is there already.
 *
 * @param onFull is told when something was refused for want of room, for characters or for pictures
 */
export function limits(
  onFull: (of: "text" | "pictures") => void,
  room: number = pageBounds.text,
): Plugin {
  return new Plugin({
    filterTransaction(tr, state) {
      if (!tr.docChanged || tr.getMeta(ySyncPluginKey)) return true;
      const length = lengthOf(tr.doc);
      if (length > room && length > lengthOf(state.doc)) {
        onFull("text");
        return false;
      }
      // By itself each is counted before it is sent.
      const isPasted = tr.getMeta("uiEvent") !== undefined;
      const pictures = isPasted ? picturesOf(tr.doc).length : 0;
      if (
        pictures > pageBounds.pictures &&
        pictures > picturesOf(state.doc).length
      ) {
        onFull("pictures");
        return false;
      }
      return isTaken(tr.doc);
    },
    appendTransaction(all, before, after) {
      const isOthers = all.some((tr) => tr.getMeta(ySyncPluginKey));
      if (isOthers || before.doc.eq(after.doc)) return null;
      const { tr } = after;
      const known = new Set(emptyIn(before.doc).map(({ node }) => node));
      const left = emptyIn(after.doc).filter(({ node }) => !known.has(node));
      // A list whose last item was deleted here goes too. What others left empty stays: somebody may be writing into it.
      for (const { at, node } of left.reverse()) {
        tr.delete(at, at + node.nodeSize);
      }
      // Below a table one can always go on.
      const { lastChild } = tr.doc;
      if (!lastChild?.isTextblock && !isList(lastChild?.type.name ?? "")) {
        tr.insert(tr.doc.content.size, after.schema.nodes.paragraph.create());
      }
      return tr.docChanged ? tr : null;
    },
  });
}

/** The lists, items, tables and rows with nothing in them. */
function emptyIn(doc: Node): { at: number; node: Node }[] {
  const empty: { at: number; node: Node }[] = [];
  doc.descendants((node, at) => {
    const isContainer = !node.isTextblock && !node.isLeaf;
    if (isContainer && node.childCount === 0) empty.push({ at, node });
    return isContainer;
  });
  return empty;
}
