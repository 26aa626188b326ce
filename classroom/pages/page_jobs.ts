/**
 * Jobs on a whole page. A page can be written so that they take seconds; so they run outside of the main thread, and
 * depend only on their input.
 */
import * as Y from "yjs";
import { makeDoc } from "../../sync/y_doc.ts";
import type { Attachment } from "../model/files.ts";
import { countWords } from "../model/page_authors.ts";
import { pageBounds } from "../model/page_bounds.ts";
import { markdownOfPage } from "../model/markdown_of_page.ts";
import { parsePageMarkdown } from "../model/page_markdown.ts";
import type { PagePiece } from "../model/pictures_in_pages.ts";
import {
  encodePage,
  type PageNode,
  readPage,
  readStoredPage,
  writePage,
} from "../model/page_tree.ts";
import type { PageVersion } from "../model/pages.ts";
import { WorryingWords } from "../model/words/worrying_words.ts";
import { pageWriters } from "../model/roots.ts";
import { copyPage } from "./page_copy.ts";
import { piecesOfPage } from "./page_pieces.ts";
import { findPageWorries } from "./page_worries.ts";

/** A page's Markdown as one text, and in pieces between its pictures. */
export interface PageMarkdown {
  text: string;
  pieces: PagePiece[];
}

export interface PageJobs {
  /** Makes a page's document from Markdown, as an update. */
  begin: { input: { text: string }; result: Uint8Array<ArrayBuffer> };
  /** Writes a page as Markdown; `urls`: addresses of pictures by file, `pictures`: the files. */
  write: {
    input: {
      page: Uint8Array<ArrayBuffer>;
      urls: Readonly<Record<string, string>>;
      pictures: ReadonlyMap<string, Attachment>;
    };
    result: PageMarkdown;
  };
  /** Writes only the words, as a code block, if Markdown takes too long. */
  writePlain: {
    input: { page: Uint8Array<ArrayBuffer> };
    result: PageMarkdown;
  };
  /** Copies a page as a version, without some members' text. */
  copy: {
    input: {
      page: Uint8Array<ArrayBuffer>;
      without?: ReadonlySet<string> | undefined;
    };
    result: PageVersion;
  };
  /** Members whose words are worrying and were not in the version before; `school`: the school's own words. */
  worries: {
    input: {
      version: Uint8Array;
      before: Uint8Array | undefined;
      school: readonly string[];
    };
    result: string[];
  };
  /** For each version, its last line that the version before did not have, shortened; undefined: there is none. */
  newLines: {
    input: { states: readonly Uint8Array[] };
    result: (string | undefined)[];
  };
}

export type PageJobName = keyof PageJobs;

export type PageJob = {
  [Name in PageJobName]: { name: Name } & PageJobs[Name]["input"];
}[PageJobName];

export function doPageJob(job: PageJob): PageJobs[PageJobName]["result"] {
  switch (job.name) {
    case "begin":
      return pageFromMarkdown(job.text);
    case "write": {
      const nodes = readStoredPage(job.page, readPage);
      return {
        text: markdownOfPage(nodes, (file) => job.urls[file] ?? null),
        pieces: piecesOfPage(nodes, job.pictures),
      };
    }
    case "writePlain": {
      const lines = readStoredPage(job.page, (page) => linesIn(readPage(page)));
      const text = lines.map((it) => `    ${it}`).join("\n");
      return { text, pieces: [{ text }] };
    }
    case "copy":
      return readStoredPage(
        job.page,
        (page) => makePageVersion(page, job.without),
      );
    case "worries": {
      const words = new WorryingWords(job.school);
      return findPageWorries(words, job.version, job.before);
    }
    case "newLines":
      return newLines(job.states);
  }
}

/** A page with the text as a code block, if Markdown takes too much memory or makes too long a page. */
export function makePlainPage(text: string): Uint8Array<ArrayBuffer> {
  return encodeNodes([{
    type: "code_block",
    ...(text !== "" && { content: [{ type: "text", text }] }),
  }]);
}

export function makePageVersion(
  page: Y.Doc,
  without?: ReadonlySet<string>,
): PageVersion {
  const copy = makeDoc();
  copyPage(page, copy, { without });
  const version = {
    wrote: new Set(pageWriters(copy).values()).size,
    words: countNodeWords(readPage(copy)),
    state: Y.encodeStateAsUpdate(copy),
  };
  copy.destroy();
  return version;
}

function pageFromMarkdown(text: string): Uint8Array<ArrayBuffer> {
  const state = encodeNodes(parsePageMarkdown(text));
  return state.length <= pageBounds.initialBytes ? state : makePlainPage(text);
}

function encodeNodes(nodes: readonly PageNode[]): Uint8Array<ArrayBuffer> {
  const page = makeDoc();
  page.clientID = 1;
  page.transact(() => writePage(page, nodes));
  const state = encodePage(page);
  page.destroy();
  return state;
}

function newLines(states: readonly Uint8Array[]): (string | undefined)[] {
  let previousLines: ReadonlySet<string> = new Set();
  return states.map((state) => {
    const lines = readStoredPage(state, (page) => linesIn(readPage(page)));
    const line = lines.findLast((it) => !previousLines.has(it));
    previousLines = new Set(lines);
    return line && [...line.slice(0, 240)].slice(0, 120).join("");
  });
}

function linesIn(nodes: readonly PageNode[]): string[] {
  return nodes.flatMap(({ content = [] }) => {
    if (content.every(({ text }) => text === undefined)) {
      return linesIn(content);
    }
    const line = content.map(({ text = " " }) => text).join("").trim();
    return line === "" ? [] : [line];
  });
}

function countNodeWords(nodes: readonly PageNode[]): number {
  return nodes.reduce(
    (sum, { text = "", content = [] }) =>
      sum + countWords(text) + countNodeWords(content),
    0,
  );
}
