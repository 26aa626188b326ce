/**
 * The page of a class that had ended before the student opened it: clears the
 * device, and shows unsent text (S-5).
 */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { clearClosed } from "../components/class_page/clear_device.ts";
import { Over } from "../components/class_page/Over.tsx";
import type { WhyNotInClass } from "../components/class_page/way_out.ts";

export default function ClassOver(
  { session, member, own, why }: {
    session: string;
    member: string;
    /** The holder of the own document, if not the member. */
    own?: string;
    why: WhyNotInClass;
  },
) {
  const unsent = useSignal<string[]>([]);
  useEffect(() => {
    clearClosed(session, member, own).then((words) => unsent.value = words);
  }, [session, member, own]);
  return <Over session={session} why={why} unsent={unsent.value} />;
}
