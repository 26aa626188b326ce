/** A page to be read while it changes (W-2, W-3). This device keeps no copy. */
import { useEffect, useMemo } from "preact/hooks";
import { documentNames } from "../../classroom/model/documents.ts";
import { lastWrittenBlock } from "../../classroom/model/page_authors.ts";
import { pageRoot } from "../../classroom/model/page_tree.ts";
import type { ClassSession } from "../client/class_session.ts";
import { PageText } from "./PageText.tsx";

/** `page`: id of its document; a `key` per page is needed. */
export function SyncedPage({ session, page, level, follows = false }: {
  session: ClassSession;
  page: string;
  level?: number;
  /** Scrolls to what was written last, where not all fits. */
  follows?: boolean;
}) {
  const opened = useMemo(
    () => session.open(documentNames.page(session.seat.session, page), false),
    [],
  );
  useEffect(() => () => opened.close(), []);
  const synced = opened.synced.value;
  const last = useMemo(
    () => follows && synced ? lastWrittenBlock(opened.doc) : undefined,
    [synced],
  );
  // Until it is synced, whether it is empty is unknown.
  if (!synced) return null;
  return (
    <PageText
      root={pageRoot(opened.doc)}
      level={level}
      follows={last}
    />
  );
}
