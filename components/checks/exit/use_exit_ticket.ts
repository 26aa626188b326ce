/** Loads the code of the exit ticket's view once there is a ticket. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ClassSession } from "../../client/class_session.ts";
import { useLazyPart } from "../../ui/use_lazy_part.ts";
import { sharedResources } from "../../../classroom/model/roots.ts";

export function useExitTicket(session: ClassSession | null) {
  const hasTicket = useSignal(false);
  useEffect(() => {
    const list = session && sharedResources(session.facts.document.doc);
    const look = () => {
      if (list?.toArray().some(({ exit }) => exit)) hasTicket.value = true;
    };
    look();
    list?.observe(look);
    return () => list?.unobserve(look);
  }, [session]);
  return useLazyPart(hasTicket.value, () => import("./ExitTicketView.tsx"));
}
