/** The page of a class that has ended or has removed the student: clears the device, and shows unsent text (S-5). */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { clearDeviceOfEndedClass } from "../components/sessions/clear_device.ts";
import { LeftClassView } from "../components/class_page/LeftClassView.tsx";
import type { ClassExitReason } from "../components/class_page/class_exit.ts";

export default function EndedClass(
  { session, member, alias, reason }: {
    session: string;
    member: string;
    /** The holder of the own document, if not the member. */
    alias?: string;
    reason: ClassExitReason;
  },
) {
  const unsent = useSignal<string[]>([]);
  useEffect(() => {
    clearDeviceOfEndedClass(session, member, alias).then((words) =>
      unsent.value = words
    );
  }, [session, member, alias]);
  return (
    <LeftClassView session={session} reason={reason} unsent={unsent.value} />
  );
}
