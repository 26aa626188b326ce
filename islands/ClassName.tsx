/** The name of a new class, pre-filled with day and time as the teacher's own clock has them (S-1). */
import { useEffect, useRef } from "preact/hooks";
import { ClassNameField } from "../components/sessions/ClassNameField.tsx";
import { writeTime } from "../components/ui/time.ts";
import { sessions as t } from "texts/sessions_portal.ts";

/** `usual` says that the name is the pre-filled one, to be put right once the device's clock is known. */
export default function ClassName(props: {
  name: string;
  usual: boolean;
  error?: string;
}) {
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const input = holder.current?.querySelector("input");
    if (!props.usual || !input || input.value !== props.name) return;
    input.value = t.usualName({ day: writeTime(Date.now(), "short") });
  }, []);
  return (
    <div ref={holder}>
      <ClassNameField name={props.name} error={props.error} />
    </div>
  );
}
