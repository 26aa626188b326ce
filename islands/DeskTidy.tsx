/** Deletes what this device keeps of a teacher's classes that are over, or of all where nobody is signed in any more. */
import { useEffect } from "preact/hooks";
import { forgetQuizDrafts } from "../components/resources/quizzes/quiz_drafts.ts";
import { forgetTemplateDrafts } from "../components/resources/templates/template_draft.ts";
import { tidyDesk } from "../components/sessions/tidy_desk.ts";

/** Shows nothing. `live` are the classes whose copies stay. */
export default function DeskTidy(
  { live, signedOut = false }: { live: readonly string[]; signedOut?: boolean },
) {
  useEffect(() => void tidyDesk(live, signedOut), [live.join()]);
  useEffect(() => {
    if (!signedOut) return;
    forgetTemplateDrafts();
    forgetQuizDrafts();
  }, [signedOut]);
  return null;
}
