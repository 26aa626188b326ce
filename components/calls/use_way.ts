/** Asks the server whether the class's calls use a mesh or LiveKit. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { CallWay } from "../../classroom/model/calls.ts";
import type { ClassSession } from "../client/class_session.ts";
import { askSession } from "../client/session_api.ts";

export function useWay(
  { seat }: ClassSession,
  isWanted = true,
): CallWay["kind"] | null {
  const way = useSignal<CallWay["kind"] | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    void askSession(seat.session, "GET /call").then((answer) => {
      if (answer.ok && "way" in answer.body) way.value = answer.body.way;
    });
  }, [isWanted]);
  return way.value;
}
