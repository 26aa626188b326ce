/** The count of an anonymous poll is in no document: it is requested as votes come in. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type {
  ClassResult,
  SharedPoll,
} from "../../../classroom/model/resources/shared_resources.ts";
import { requestAct } from "../../client/session_api.ts";

type Votes = Pick<ClassResult, "answered" | "counts">;

/** Minimum time between requests, and after a failed one (ms). */
const askEveryMs = 700, retryAfterMs = 3_000;

/** `ballots`: votes according to the documents. */
export function usePollVotes(
  session: string,
  poll: SharedPoll,
  ballots: number,
): Votes {
  const counted = useSignal<Votes | null>(null);
  const failed = useSignal(0);
  const asked = useRef(-Infinity);
  const shown = poll.results?.[0];
  const isWanted = !shown && ballots > 0;
  const isHere = useRef(true);
  useEffect(() => () => void (isHere.current = false), []);
  useEffect(() => {
    if (!isWanted) return;
    const look = async () => {
      asked.current = performance.now();
      const answer = await requestAct(session, "GET /resources/:id", {
        id: poll.id,
      });
      // Shown even if more have voted meanwhile: else a stream of votes would never show.
      if (!isHere.current) return;
      if (answer.ok) {
        const { answered = 0, counts = {} } = answer.body.questions[0];
        counted.value = { answered, counts };
      }
      failed.value = answer.ok ? 0 : failed.peek() + 1;
    };
    const wait = failed.peek() > 0
      ? retryAfterMs
      : asked.current + askEveryMs - performance.now();
    const timer = setTimeout(look, Math.max(0, wait));
    return () => clearTimeout(timer);
  }, [isWanted, ballots, failed.value]);
  const counts = isWanted && counted.value ? counted.value.counts : {};
  // The count may lag behind `ballots`.
  return shown ?? { answered: ballots, counts };
}
