/**
 * Clears the device of a teacher's ended classes, or of all after sign-out, and
 * lets Back return to a form's result.
 */
import { useEffect } from "preact/hooks";
import { forgetQuizDrafts } from "../components/quizzes/quiz_drafts.ts";
import { forgetTemplateDrafts } from "../components/templates/template_draft.ts";
import { tidyDesk } from "../components/sessions/tidy_desk.ts";

/** Renders nothing. `live` are classes to keep; null if unknown. */
export default function DeskTidy({ live, signedOut = false }: {
  live: readonly string[] | null;
  signedOut?: boolean;
}) {
  // Back then loads the address again instead of resubmitting the form.
  useEffect(() => history.replaceState(history.state, "", location.href), []);
  useEffect(() => {
    if (live) void tidyDesk(live, signedOut);
  }, [live?.join()]);
  useEffect(() => {
    if (!signedOut) return;
    forgetTemplateDrafts();
    forgetQuizDrafts();
  }, [signedOut]);
  return null;
}
