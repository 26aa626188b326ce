/** A page as it grows, without an editor: to be read (W-2, W-3). This device keeps no copy of it. */
import { useEffect, useMemo } from "preact/hooks";
import { documents } from "../../classroom/model/documents.ts";
import { lastWritten } from "../../classroom/model/page_authors.ts";
import { pageRoot } from "../../classroom/model/page_tree.ts";
import type { ClassSession } from "../client/class_session.ts";
import { PageText } from "./PageText.tsx";

/** `page` is the id of its document; another page is another one, by its `key`. */
export function GrowingPage({ session, page, level, follows = false }: {
  session: ClassSession;
  page: string;
  level?: number;
  /** Shows what was written last, where there is no room for all. */
  follows?: boolean;
}) {
  const opened = useMemo(
    () => session.open(documents.page(session.seat.session, page), false),
    [],
  );
  useEffect(() => () => opened.close(), []);
  const synced = opened.synced.value;
  const last = useMemo(
    () => follows && synced ? lastWritten(opened.doc) : undefined,
    [synced],
  );
  // Until it is here nobody knows whether it is empty.
  if (!synced) return null;
  return (
    <PageText
      root={pageRoot(opened.doc)}
      level={level}
      follows={last}
    />
  );
}
