/** Waits for the decision on a request to observe (S-8), also after sleep. */
import { observe as t } from "texts/people_staff.ts";
import { ask } from "../../components/client/ask.ts";
import { isSettled, useAsking } from "../../components/client/use_asking.ts";
import { localPath } from "../../locales/local_path.ts";
import "../../components/people/joining/joining.css";

export default function ObserveWaiting({ waiting }: { waiting: string }) {
  useAsking(waiting, async () => {
    const answer = await ask<{ waiting?: string; session?: { id: string } }>(
      "GET",
      `/api/waiting/${waiting}`,
    );
    if (!answer.ok) {
      // The server renders the reason.
      if (isSettled(answer)) location.reload();
      return isSettled(answer);
    }
    const { session } = answer.body;
    if (!session) return false;
    location.replace(localPath(`/teacher/sessions/${session.id}`));
    return true;
  });
  return (
    <div class="stack">
      <div class="waiting" role="status">
        <span class="waiting-mark" aria-hidden="true" />
        <p>{t.waiting}</p>
      </div>
      <p>
        <a class="button" href={localPath("/teacher/observe")}>{t.another}</a>
      </p>
    </div>
  );
}
