/** The name of a new class, pre-filled with day and time as the teacher's own clock has them (S-1), or as they are chosen (S-7). */
import { useEffect, useRef } from "preact/hooks";
import { instantOf } from "../classroom/model/times.ts";
import { ClassNameField } from "../components/sessions/ClassNameField.tsx";
import { isZone, writeTime } from "../components/ui/time.ts";
import { sessions as t } from "texts/sessions_portal.ts";

/**
 * `usual` says that the name is the pre-filled one, to be put right once the device's clock is known; `ahead`, that the
 * class is held at the time that the form has, and is named for it until another name is typed.
 */
export default function ClassName(props: {
  name: string;
  usual: boolean;
  ahead: boolean;
  error?: string;
}) {
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const input = holder.current?.querySelector("input");
    if (!props.usual || !input || input.value !== props.name) return;
    let last = props.name;
    const name = () => {
      const day = props.ahead ? startOf(input.form!) : now();
      if (day === null || input.value !== last) return;
      input.value = last = t.usualName({ day });
    };
    name();
    if (!props.ahead) return;
    const { form } = input;
    form?.addEventListener("input", name);
    return () => form?.removeEventListener("input", name);
  }, []);
  return (
    <div ref={holder}>
      <ClassNameField name={props.name} error={props.error} />
    </div>
  );
}

function now(): string {
  return writeTime(Date.now(), "short");
}

/** The weekday and the hour that a form has; null where that is no time. */
function startOf(form: HTMLFormElement): string | null {
  const data = new FormData(form);
  const [date, time, zone] = ["date", "time", "zone"]
    .map((name) => String(data.get(name)));
  const at = isZone(zone)
    ? instantOf({ date, time: time.slice(0, 5) }, zone)
    : null;
  return at === null ? null : writeTime(at, "weekly", zone);
}
