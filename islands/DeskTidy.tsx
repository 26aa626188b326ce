/**
 * Deletes what this device keeps of a teacher's classes that are over, or of all where nobody is signed in any more; and
 * lets Back lead to a page that was the answer to a form.
 */
import { useEffect } from "preact/hooks";
import { forgetAskDraft } from "../components/checks/ask/ask_draft.ts";
import { forgetQuizDrafts } from "../components/quizzes/quiz_drafts.ts";
import { forgetTemplateDrafts } from "../components/templates/template_draft.ts";
import { tidyDesk } from "../components/sessions/tidy_desk.ts";

/** Shows nothing. `live` are the classes whose copies stay; null: it is not known. */
export default function DeskTidy({ live, signedOut = false }: {
  live: readonly string[] | null;
  signedOut?: boolean;
}) {
  // A form that was refused is asked for by its address then, and not sent again.
  useEffect(() => history.replaceState(history.state, "", location.href), []);
  useEffect(() => {
    if (live) void tidyDesk(live, signedOut);
  }, [live?.join()]);
  useEffect(() => {
    if (!signedOut) return;
    forgetTemplateDrafts();
    forgetQuizDrafts();
    forgetAskDraft();
  }, [signedOut]);
  return null;
}
