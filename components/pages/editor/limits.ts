/** Refuses changes for which the page has no room, or that the server would refuse. */
import type { Node } from "prosemirror-model";
import { Plugin } from "prosemirror-state";
import { ySyncPluginKey } from "y-prosemirror";
import { pageBounds } from "../../../classroom/model/page_bounds.ts";
import { isListNode, pageShape } from "../../../classroom/model/page_schema.ts";
import { isPicture, pictureFilesOf } from "./picture_nodes.ts";

export function textLengthOf(doc: Node): number {
  let length = 0;
  doc.descendants((node) => {
    const { text, type, attrs } = node;
    length += text?.length ?? 0;
    if (type.spec.atom) length += attrs.tex.length;
    if (isPicture(node)) length += attrs.alt?.length ?? 0;
  });
  return length;
}

function isAcceptedByServer(doc: Node): boolean {
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
 * Refuses this editor's changes above the limits. Others' changes pass.
 *
 * @param onFull called when a change is refused for lack of room
 */
export function makeLimitsPlugin(
  onFull: (of: "text" | "pictures") => void,
  room: number = pageBounds.text,
): Plugin {
  return new Plugin({
    filterTransaction(tr, state) {
      if (!tr.docChanged || tr.getMeta(ySyncPluginKey)) return true;
      const length = textLengthOf(tr.doc);
      if (length > room && length > textLengthOf(state.doc)) {
        onFull("text");
        return false;
      }
      // Only for pastes and drops: single pictures are counted before they are sent.
      const isPasted = tr.getMeta("uiEvent") !== undefined;
      const pictures = isPasted ? pictureFilesOf(tr.doc).length : 0;
      if (
        pictures > pageBounds.pictures &&
        pictures > pictureFilesOf(state.doc).length
      ) {
        onFull("pictures");
        return false;
      }
      return isAcceptedByServer(tr.doc);
    },
    appendTransaction(transactions, oldState, newState) {
      const isOthers = transactions.some((tr) => tr.getMeta(ySyncPluginKey));
      if (isOthers || oldState.doc.eq(newState.doc)) return null;
      const { tr } = newState;
      const emptyBefore = new Set(
        emptyIn(oldState.doc).map(({ node }) => node),
      );
      const newlyEmpty = emptyIn(newState.doc).filter(({ node }) =>
        !emptyBefore.has(node)
      );
      // Deletes containers that this change has emptied, but not those emptied by others: a member may be writing
      // in them.
      for (const { pos, node } of newlyEmpty.reverse()) {
        tr.delete(pos, pos + node.nodeSize);
      }
      // Adds a last paragraph, so that it is possible to type below a table.
      const { lastChild } = tr.doc;
      if (!lastChild?.isTextblock && !isListNode(lastChild?.type.name ?? "")) {
        tr.insert(
          tr.doc.content.size,
          newState.schema.nodes.paragraph.create(),
        );
      }
      return tr.docChanged ? tr : null;
    },
  });
}

function emptyIn(doc: Node): { pos: number; node: Node }[] {
  const empty: { pos: number; node: Node }[] = [];
  doc.descendants((node, pos) => {
    const isContainer = !node.isTextblock && !node.isLeaf;
    if (isContainer && node.childCount === 0) empty.push({ pos, node });
    return isContainer;
  });
  return empty;
}
