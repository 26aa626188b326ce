/** The page of a class that was over, for this student, before it was opened: what is left on the device (S-5). */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { clearClosed } from "../components/class_page/clear_device.ts";
import { Over } from "../components/class_page/Over.tsx";
import type { WhyNotInClass } from "../components/class_page/way_out.ts";

/** Why one is out, and the words that had not been sent. */
export default function ClassOver(
  { session, member, own, why }: {
    session: string;
    member: string;
    /** Whose own document was theirs, where that is not the member's. */
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
