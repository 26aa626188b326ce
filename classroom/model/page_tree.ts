/**
 * Converts between a page's Yjs document and a plain tree (W-1). The document has the layout of `y-prosemirror`: an
 * `XmlElement` per node, an `XmlText` per run of text, marks as formats. Any content can be read.
 */
import * as Y from "yjs";
import { makeDoc } from "../../sync/y_doc.ts";
import { pageShape } from "./page_schema.ts";

export interface PageMark {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
}

/** A node as in ProseMirror's JSON. */
export interface PageNode {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly content?: readonly PageNode[];
  /** The characters; only nodes of type `text` have them. */
  readonly text?: string;
  readonly marks?: readonly PageMark[];
}

export function pageRoot(page: Y.Doc): Y.XmlFragment {
  return page.getXmlFragment(pageShape.root);
}

export function encodePage(page: Y.Doc): Uint8Array<ArrayBuffer> {
  return Y.encodeStateAsUpdate(page) as Uint8Array<ArrayBuffer>;
}

export function readStoredPage<T>(
  state: Uint8Array,
  read: (page: Y.Doc) => T,
): T {
  const page = makeDoc();
  Y.applyUpdate(page, state);
  const result = read(page);
  page.destroy();
  return result;
}

/** Makes a quick test whether a stored state may contain an id: by the bytes, without decoding them. */
export function makeIdMatcher(state: Uint8Array): (id: string) => boolean {
  const bytes = new TextDecoder("latin1").decode(state);
  return (id) => bytes.includes(id);
}

export function writePage(page: Y.Doc, nodes: readonly PageNode[]): void {
  const root = pageRoot(page);
  root.insert(root.length, childrenOf(nodes));
}

export function readPage(page: Y.Doc): PageNode[] {
  return nodesOf(pageRoot(page).toArray());
}

function childrenOf(
  nodes: readonly PageNode[],
): (Y.XmlElement | Y.XmlText)[] {
  const children: (Y.XmlElement | Y.XmlText)[] = [];
  let run: { insert: string; attributes: Record<string, unknown> }[] = [];
  const endRun = () => {
    if (run.length === 0) return;
    const text = new Y.XmlText();
    text.applyDelta(run);
    children.push(text);
    run = [];
  };
  for (const node of nodes) {
    if (node.type === "text") {
      const attributes = Object.fromEntries(
        (node.marks ?? []).map(({ type, attrs = {} }) => [type, attrs]),
      );
      if (node.text) run.push({ insert: node.text, attributes });
      continue;
    }
    endRun();
    const element = new Y.XmlElement(node.type);
    for (const [name, value] of Object.entries(node.attrs ?? {})) {
      // The type says string, but Yjs stores any JSON.
      if (value !== null) element.setAttribute(name, value as string);
    }
    element.insert(0, childrenOf(node.content ?? []));
    children.push(element);
  }
  endRun();
  return children;
}

function nodesOf(children: readonly unknown[]): PageNode[] {
  return children.flatMap((child): PageNode[] => {
    if (child instanceof Y.XmlText) return textOf(child);
    if (!(child instanceof Y.XmlElement)) return [];
    const attrs = child.getAttributes() as Record<string, unknown>;
    const content = nodesOf(child.toArray());
    return [{
      type: child.nodeName,
      ...(Object.keys(attrs).length > 0 && { attrs }),
      ...(content.length > 0 && { content }),
    }];
  });
}

function textOf(run: Y.XmlText): PageNode[] {
  const pieces: { insert: unknown; attributes?: Record<string, unknown> }[] =
    run.toDelta();
  return pieces.flatMap(({ insert, attributes = {} }) => {
    if (typeof insert !== "string") return [];
    const marks = Object.entries(attributes).map(([type, attrs]) => ({
      type,
      ...(hasAny(attrs) && { attrs }),
    }));
    return [{
      type: "text",
      text: insert,
      ...(marks.length > 0 && { marks }),
    }];
  });
}

function hasAny(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null &&
    Object.keys(value).length > 0;
}
