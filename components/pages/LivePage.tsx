/** A page for readers, which follows its changes (W-2, W-3). The device keeps no copy. */
import { useEffect, useMemo } from "preact/hooks";
import { documentNames } from "../../classroom/model/documents.ts";
import { lastWrittenBlock } from "../../classroom/model/page_authors.ts";
import { pageRoot } from "../../classroom/model/page_tree.ts";
import type { ClassSession } from "../client/class_session.ts";
import { PageText } from "./PageText.tsx";

/** @param page id of its document; needs a `key` per page */
export function SyncedPage({ session, page, level, shouldFollow = false }: {
  session: ClassSession;
  page: string;
  level?: number;
  /** Keeps the text that was written last at the lower edge. */
  shouldFollow?: boolean;
}) {
  const opened = useMemo(
    () => session.open(documentNames.page(session.seat.session, page), false),
    [],
  );
  useEffect(() => () => opened.close(), []);
  const synced = opened.synced.value;
  const last = useMemo(
    () => shouldFollow && synced ? lastWrittenBlock(opened.doc) : undefined,
    [synced],
  );
  // Until the page is synced, it is unknown whether it is empty.
  if (!synced) return null;
  return (
    <PageText
      root={pageRoot(opened.doc)}
      level={level}
      scrollToBlock={last}
    />
  );
}
