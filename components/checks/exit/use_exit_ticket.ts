/** Loads the exit ticket's view with the first ticket. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Shared } from "../../../classroom/model/resources/shared.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { useLoaded } from "../../ui/use_loaded.ts";

export function useExitTicket(session: ClassSession | null) {
  const wanted = useSignal(false);
  useEffect(() => {
    const list = session?.facts.document.doc.getArray<Shared>("resources");
    const look = () => {
      if (list?.toArray().some(({ exit }) => exit)) wanted.value = true;
    };
    look();
    list?.observe(look);
    return () => list?.unobserve(look);
  }, [session]);
  return useLoaded(wanted.value, () => import("./ExitTicketView.tsx"));
}
