/** A page as it grows, without an editor: to be read (W-2, W-3). This device keeps no copy of it. */
import { useEffect, useMemo } from "preact/hooks";
import { documents } from "../../classroom/model/documents.ts";
import { pageRoot } from "../../classroom/model/page_tree.ts";
import type { ClassSession } from "../client/class_session.ts";
import { PageText } from "./PageText.tsx";

/** `page` is the id of its document; another page is another one, by its `key`. */
export function GrowingPage({ session, page, level }: {
  session: ClassSession;
  page: string;
  level?: number;
}) {
  const opened = useMemo(
    () => session.open(documents.page(session.seat.session, page), false),
    [],
  );
  useEffect(() => () => opened.close(), []);
  // Until it is here nobody knows whether it is empty.
  return opened.synced.value
    ? <PageText root={pageRoot(opened.doc)} level={level} />
    : null;
}
