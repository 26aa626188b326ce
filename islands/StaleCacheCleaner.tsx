/**
 * Clears the device of a teacher's ended classes, or of all after sign-out, and
 * makes Back load the page again instead of resubmitting its form.
 */
import { useEffect } from "preact/hooks";
import { deleteDrafts } from "../components/library/item_draft.ts";
import { deleteFormerClasses } from "../components/sessions/delete_former_classes.ts";

/** Renders nothing. `live` are classes to keep; null if unknown. */
export default function StaleCacheCleaner({ live, isSignedOut = false }: {
  live: readonly string[] | null;
  isSignedOut?: boolean;
}) {
  useEffect(() => history.replaceState(history.state, "", location.href), []);
  useEffect(() => {
    if (live) void deleteFormerClasses(live, isSignedOut);
  }, [live?.join()]);
  useEffect(() => {
    if (isSignedOut) deleteDrafts();
  }, [isSignedOut]);
  return null;
}
