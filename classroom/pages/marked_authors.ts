/**
 * Whose what is marked in a page is (W-3). It comes as plain text with its marks, so its authors are those of the same
 * text on the page. Where that is not to be found there, or twice and of different authors, nobody knows.
 */
import * as Y from "yjs";
import { nodeRule } from "../model/page_schema.ts";
import { pageRoot, writers } from "../model/page_tree.ts";
import { type AuthorOf, authorsOf } from "./page_copy.ts";

/** A page's characters in order, with the id of what each belongs to; blocks end with a line. */
interface Flat {
  text: string;
  ids: (Y.ID | null)[];
  /** Those of a link or a picture's description on what is another's. */
  strayed: Set<number>;
}

/** Attributes that hold words. */
const worded = new Set(["alt", "tex"]);

/** The same text oftener than this is nobody's that could be told: looking goes on the server's one core. */
const mostPlaces = 20;

/** What is known of the authors of what is marked. */
export interface MarkedAuthors {
  authorOf: AuthorOf;
  /** Who may have words in it of which that cannot be told. */
  unclear: string[];
}

/** @param marked a document in which nothing else stands */
export function markedAuthors(page: Y.Doc, marked: Y.Doc): MarkedAuthors {
  const known = writers(page);
  const there = flatOf(page), part = flatOf(marked);
  // Nothing is written in it.
  if (part.text === "") return { authorOf: () => undefined, unclear: [] };
  const whose = authorsOf(page);
  const authorsFrom = (start: number) =>
    part.ids.map((id, at) => {
      const original = there.ids[start + at];
      return id && original ? whose(original) : undefined;
    });
  let found: (string | undefined)[] | null = null;
  let places = 0;
  for (
    let at = there.text.indexOf(part.text);
    at >= 0;
    at = there.text.indexOf(part.text, at + 1)
  ) {
    const authors = authorsFrom(at);
    const isOthers = found?.some((author, n) => author !== authors[n]);
    if (isOthers || ++places > mostPlaces) {
      found = null;
      break;
    }
    found = authors;
  }
  if (found === null) {
    return { authorOf: () => undefined, unclear: [...new Set(known.values())] };
  }
  const byId = new Map(
    part.ids.flatMap((id, at): [string, string | undefined][] =>
      id === null ? [] : [[keyOf(id), found[at]]]
    ),
  );
  const strayed = [...there.strayed]
    .flatMap((client) => known.get(String(client)) ?? []);
  return {
    authorOf: (id) => byId.get(keyOf(id)),
    unclear: [...new Set(strayed)],
  };
}

const keyOf = ({ client, clock }: Y.ID) => `${client} ${clock}`;

function flatOf(page: Y.Doc): Flat {
  const flat: Flat = { text: "", ids: [], strayed: new Set() };
  const authorOf = authorsOf(page);
  const add = (text: string, id: (at: number) => Y.ID | null) => {
    flat.text += text;
    for (let at = 0; at < text.length; at++) flat.ids.push(id(at));
  };
  const walk = (parent: Y.XmlFragment) => {
    for (const child of parent.toArray()) {
      if (child instanceof Y.XmlText) walkText(child);
      else if (child instanceof Y.XmlElement) {
        const { id } = child._item!;
        for (const [key, item] of child._map) {
          if (
            worded.has(key) && !item.deleted &&
            authorOf(item.id) !== authorOf(id)
          ) {
            flat.strayed.add(item.id.client);
          }
        }
        const holds = nodeRule(child.nodeName)?.holds ?? [];
        const isLeaf = child.length === 0 && holds.length === 0;
        if (isLeaf) {
          const attrs = Object.entries(child.getAttributes()).sort();
          add(`\n${child.nodeName} ${JSON.stringify(attrs)}`, () => id);
        }
        const before = flat.text.length;
        walk(child as unknown as Y.XmlFragment);
        const isBlock = holds.includes("inline") || holds.includes("text");
        if (isBlock && flat.text.length > before) add("\n", () => null);
      }
    }
  };
  const walkText = (run: Y.XmlText) => {
    let link: Y.ID | null = null;
    for (let item = run._start; item !== null; item = item.right) {
      const { content, deleted, id } = item;
      if (deleted) continue;
      if (content instanceof Y.ContentFormat) {
        if (content.key !== "link") continue;
        link = content.value === null ? null : id;
      } else if (content instanceof Y.ContentString) {
        const { str } = content;
        add(str, (at) => Y.createID(id.client, id.clock + at));
        if (link && authorOf(link) !== authorOf(id)) {
          flat.strayed.add(link.client);
        }
      }
    }
  };
  walk(pageRoot(page));
  // What is marked ends within a block, or with it.
  if (flat.text.endsWith("\n")) {
    flat.text = flat.text.slice(0, -1);
    flat.ids.pop();
  }
  return flat;
}
