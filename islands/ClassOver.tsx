/** The page of a class that was over, for this student, before it was opened: what is left on the device (S-5). */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { clearClosed, type Why } from "../components/class/ending.ts";
import { Over } from "../components/class/Over.tsx";

/** Why one is out, and the words that had not been sent. */
export default function ClassOver(
  { session, member, why }: { session: string; member: string; why: Why },
) {
  const unsent = useSignal<string[]>([]);
  useEffect(() => {
    clearClosed(session, member).then((words) => unsent.value = words);
  }, [session, member]);
  return <Over session={session} why={why} unsent={unsent.value} />;
}
