/**
 * Shared documents in the world of `world.ts`: `page/…` has paragraphs `p`, boxes `b` and the mark `strong`. The root
 * says which are locked, and for whom.
 */
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import type { Authority } from "../../sync/authority.ts";
import type { DocumentShape } from "../../sync/shape.ts";
import type { ForgedStruct } from "./forge.ts";
import { sayAuthority, type TestMember, testSpace } from "./world.ts";

export const maxTestCharacters = 20_000;

/** Paragraphs and boxes at the root, and both in boxes up to three deep. */
export const pageDocumentShape: DocumentShape = {
  root: "page",
  characters: maxTestCharacters,
  element: (name, parent, depth) =>
    (name === "p" || name === "b") && (parent === null || parent === "b") &&
    depth < 4,
  text: (parent) => parent === "p",
  attribute: (element, key, value) =>
    element === "p" && key === "level" && (value === 1 || value === 2),
  mark: (name, value) =>
    name === "strong" && (value === null || JSON.stringify(value) === "{}"),
};

export const rootDocument = `${testSpace}/session`,
  pageDocument = `${testSpace}/page/one`;

const isPage = (document: string) => document.startsWith(`${testSpace}/page/`);

export const pageRules: Partial<Authority<TestMember>> = {
  shape: (document) => isPage(document) ? pageDocumentShape : null,
  author: (_documents, who) => who.member,
  access(documents, who, document) {
    const granted = sayAuthority.access(documents, who, rootDocument);
    if (!isPage(document) || typeof granted === "object") {
      return sayAuthority.access(documents, who, document);
    }
    const facts = documents.doc(rootDocument);
    if (!facts.getMap("pages").has(document)) {
      return { code: 4409, reason: "conflict" };
    }
    const isLocked = facts.getMap("locked").has(document) ||
      facts.getMap("locked").has(who.member);
    return isLocked ? "read" : "shared";
  },
  socketLimit: (who) => ({ key: who.member, max: 16 }),
};

export function addPages(doc: Y.Doc, ...pages: string[]): void {
  for (const name of pages) doc.getMap("pages").set(name, true);
}

export const readXml = (doc: Y.Doc) => doc.getXmlFragment("page").toString();

export const readWriters = (doc: Y.Doc) =>
  doc.getMap<string>("writers").toJSON() as Record<string, string>;

export function makeParagraph(text: string): Y.XmlElement {
  const element = new Y.XmlElement("p");
  element.insert(0, [new Y.XmlText(text)]);
  return element;
}

export function appendParagraphs(doc: Y.Doc, ...texts: string[]): void {
  const fragment = doc.getXmlFragment("page");
  fragment.insert(fragment.length, texts.map(makeParagraph));
}

export const textOfParagraph = (doc: Y.Doc, n = 0) =>
  (doc.getXmlFragment("page").get(n) as Y.XmlElement).get(0) as Y.XmlText;

const content = (write: (to: encoding.Encoder) => void) =>
  encoding.encode(write);

export const textStruct = (
  word: string,
  rest: Partial<ForgedStruct> = {},
): ForgedStruct => ({
  ref: 4,
  content: content((to) => encoding.writeVarString(to, word)),
  ...rest,
});
export const formatStruct = (
  key: string,
  value: unknown,
  rest: Partial<ForgedStruct> = {},
): ForgedStruct => ({
  ref: 6,
  content: content((to) => {
    encoding.writeVarString(to, key);
    encoding.writeVarString(to, JSON.stringify(value));
  }),
  ...rest,
});
export const elementStruct = (
  name: string,
  rest: Partial<ForgedStruct> = {},
): ForgedStruct => ({
  ref: 7,
  content: content((to) => {
    encoding.writeVarUint(to, 3);
    encoding.writeVarString(to, name);
  }),
  ...rest,
});
export const textTypeStruct = (
  rest: Partial<ForgedStruct> = {},
): ForgedStruct => ({
  ref: 7,
  content: new Uint8Array([6]),
  ...rest,
});
export const jsonStruct = (
  given: unknown,
  rest: Partial<ForgedStruct> = {},
): ForgedStruct => ({
  ref: 8,
  content: content((to) => {
    encoding.writeVarUint(to, 1);
    encoding.writeAny(to, given as never);
  }),
  ...rest,
});

/** Edits a document as an editor does; `below` returns an integer from 0 to below its argument. */
export function editAtRandom(doc: Y.Doc, below: (end: number) => number): void {
  const fragment = doc.getXmlFragment("page");
  const kind = below(100);
  if (fragment.length === 0 || kind < 8) {
    const words = makeParagraph(word(below));
    return fragment.insert(below(fragment.length + 1), [words]);
  }
  if (kind < 12) {
    const box = new Y.XmlElement("b");
    box.insert(0, [makeParagraph(word(below)), makeParagraph(word(below))]);
    return fragment.insert(below(fragment.length + 1), [box]);
  }
  const at = below(fragment.length);
  let found = fragment.get(at) as Y.XmlElement;
  if (kind < 15) return fragment.delete(at, 1);
  while (found.nodeName === "b" && found.length > 0) {
    const inner = below(found.length);
    if (kind < 18) return found.delete(inner, 1);
    if (kind < 25) return found.insert(inner, [makeParagraph(word(below))]);
    found = found.get(inner) as Y.XmlElement;
  }
  if (found.nodeName !== "p") return;
  if (kind < 30) {
    if (kind % 2) return found.setAttribute("level", 1 + below(2) as never);
    return found.removeAttribute("level");
  }
  const words = found.get(0) as Y.XmlText;
  const place = whole(words, below(words.length + 1));
  const length = whole(words, place + 1 + below(5)) - place;
  if (kind < 45) return words.delete(place, length);
  if (kind < 60) {
    return words.format(place, length, { strong: kind % 2 ? {} : null });
  }
  words.insert(place, word(below));
}

/** A place where no character is cut, as in editors. */
function whole(words: Y.XmlText, at: number): number {
  const text = words.toDelta().map((it: { insert: string }) => it.insert)
    .join("");
  const place = Math.min(at, text.length);
  return /[\ud800-\udbff]/.test(text[place - 1] ?? "") ? place - 1 : place;
}

const word = (below: (end: number) => number) =>
  Array.from({ length: 1 + below(6) }, () => "abcdefgh😀 "[below(8)]).join("");
