/** The count of an anonymous poll, which no document has: asked for when votes have come in, and not too often. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type {
  ClassResult,
  SharedPoll,
} from "../../../classroom/model/resources/shared.ts";
import { askSession } from "../../client/session_api.ts";

type Votes = Pick<ClassResult, "answered" | "counts">;

/** At most so often it is asked for (ms); so soon again where no answer came. */
const askEveryMs = 700, retryAfterMs = 3_000;

/** The count, as far as it may be seen. `ballots`: how many have voted by what the documents say. */
export function useVotes(
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
      const answer = await askSession(session, "GET /resources/:id", {
        id: poll.id,
      });
      // Also where more have voted meanwhile: else a stream of votes would never be seen.
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
  // The count is a moment behind the documents, which say how many have voted.
  return shown ?? { answered: ballots, counts };
}
