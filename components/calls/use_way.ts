/** What carries the calls of the class, as far as a place of the page has to know it. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { CallWay } from "../../classroom/model/calls.ts";
import type { ClassSession } from "../client/class_session.ts";
import { askSession } from "../client/session_api.ts";

/** What carries them; null: that is not known yet. Asked of the server once it is wanted. */
export function useWay(
  { seat }: ClassSession,
  isWanted = true,
): CallWay["kind"] | null {
  const way = useSignal<CallWay["kind"] | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    // Nobody has to know why it was not told.
    void askSession(seat.session, "GET /call").then((answer) => {
      if (answer.ok && "way" in answer.body) way.value = answer.body.way;
    });
  }, [isWanted]);
  return way.value;
}
