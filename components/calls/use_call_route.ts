import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ClassSession } from "../client/class_session.ts";
import { requestAct } from "../client/session_api.ts";
import type { CallTransport } from "../../classroom/model/views.ts";

export function useCallTransportKind(
  { seat }: ClassSession,
  isWanted = true,
): CallTransport["kind"] | null {
  const way = useSignal<CallTransport["kind"] | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    void requestAct(seat.session, "GET /call").then((answer) => {
      if (answer.ok && "way" in answer.body) way.value = answer.body.way;
    });
  }, [isWanted]);
  return way.value;
}
