import type { PageVersionInfo } from "./views.ts";

/** An entry of `pages` of the session's document, under `<resource> <of>`. */
export interface PageEntry {
  /** Id of the page's document, `<s>/page/<page>`. */
  page: string;
  /** Ids of the documents that the page had before rewrites, the newest last. */
  was?: string[];
}

/** `of`: whose page it is, by a group's or member's id, or `class`. */
export interface PageId {
  resource: string;
  of: string;
}

export interface PageVersion extends Omit<PageVersionInfo, "at" | "newLine"> {
  /** The page's document at that time, as a Yjs update. */
  state: Uint8Array;
  /** True: the state before a restore or a removal of text, kept so that it can be undone. */
  stood?: true;
  /** Its words took too long to read. */
  unread?: true;
}
