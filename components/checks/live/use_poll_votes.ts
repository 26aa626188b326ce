/** Requests the count of an anonymous poll as votes arrive, since it is in no document. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type {
  ClassResult,
  SharedPoll,
} from "../../../classroom/model/resources/shared_resources.ts";
import { requestAct } from "../../client/session_api.ts";

type Votes = Pick<ClassResult, "answered" | "counts">;

/** Minimum time between two requests, and after a failed request (ms). */
const askEveryMs = 700, retryAfterMs = 3_000;

/**
 * The current count; without choices until the first reply.
 *
 * @param anonymousVoteCount number of votes in the documents
 */
export function usePollVotes(
  session: string,
  poll: SharedPoll,
  anonymousVoteCount: number,
): Votes {
  const counted = useSignal<Votes | null>(null);
  const failed = useSignal(0);
  const lastRequestMs = useRef(-Infinity);
  const result = poll.results?.[0];
  const isWanted = !result && anonymousVoteCount > 0;
  const isHere = useRef(true);
  useEffect(() => () => void (isHere.current = false), []);
  useEffect(() => {
    if (!isWanted) return;
    const look = async () => {
      lastRequestMs.current = performance.now();
      const answer = await requestAct(session, "GET /resources/:id", {
        id: poll.id,
      });
      // Used even if more have voted meanwhile: otherwise a stream of votes would prevent any count.
      if (!isHere.current) return;
      if (answer.ok) {
        const { answered = 0, counts = {} } = answer.body.questions[0];
        counted.value = { answered, counts };
      }
      failed.value = answer.ok ? 0 : failed.peek() + 1;
    };
    const wait = failed.peek() > 0
      ? retryAfterMs
      : lastRequestMs.current + askEveryMs - performance.now();
    const timer = setTimeout(look, Math.max(0, wait));
    return () => clearTimeout(timer);
  }, [isWanted, anonymousVoteCount, failed.value]);
  const counts = isWanted && counted.value ? counted.value.counts : {};
  // The requested choices may lag behind `anonymousVoteCount`.
  return result ?? { answered: anonymousVoteCount, counts };
}
