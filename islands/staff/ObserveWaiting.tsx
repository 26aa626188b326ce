/** Waits for the decision on a request to observe (S-8), also after sleep. */
import { observe as t } from "texts/people_staff.ts";
import { sendRequest } from "../../components/client/send_request.ts";
import {
  isFinalReply,
  usePolling,
} from "../../components/client/use_polling.ts";
import { localPath } from "../../locales/local_path.ts";
import "../../components/people/joining/joining.css";

export default function ObserveWaiting({ waiting }: { waiting: string }) {
  usePolling(waiting, async () => {
    const answer = await sendRequest<
      { waiting?: string; session?: { id: string } }
    >(
      "GET",
      `/api/waiting/${waiting}`,
    );
    if (!answer.ok) {
      // The server renders the reason.
      if (isFinalReply(answer)) location.reload();
      return isFinalReply(answer);
    }
    const { session } = answer.body;
    if (!session) return false;
    location.replace(localPath(`/teacher/sessions/${session.id}`));
    return true;
  });
  return (
    <div class="stack">
      <div class="media loose waiting" role="status">
        <span class="waiting-mark" aria-hidden="true" />
        <p>{t.waiting}</p>
      </div>
      <p>
        <a class="button" href={localPath("/teacher/observe")}>{t.another}</a>
      </p>
    </div>
  );
}
