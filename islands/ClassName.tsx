/**
 * The name of a new class, pre-filled with the device's day and time (S-1), or
 * the chosen ones (S-7).
 */
import { useEffect, useRef } from "preact/hooks";
import { toInstant } from "../formats/times.ts";
import { ClassNameField } from "../components/sessions/ClassNameField.tsx";
import { formatTime, isTimeZone } from "../formats/format_time.ts";
import { sessions as t } from "texts/sessions_portal.ts";

/**
 * `isPrefilled`: the name is pre-filled, and corrected by the device's clock.
 * `isAhead`: it follows the form's time until another name is typed.
 */
export default function ClassName(props: {
  name: string;
  isPrefilled: boolean;
  isAhead: boolean;
  error?: string;
}) {
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const input = holder.current?.querySelector("input");
    if (!props.isPrefilled || !input || input.value !== props.name) return;
    let last = props.name;
    const name = () => {
      const day = props.isAhead ? startOf(input.form!) : now();
      if (day === null || input.value !== last) return;
      input.value = last = t.usualName({ day });
    };
    name();
    if (!props.isAhead) return;
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
  return formatTime(Date.now(), "short");
}

/** Weekday and hour in the form; null if invalid. */
function startOf(form: HTMLFormElement): string | null {
  const data = new FormData(form);
  const [date, time, zone] = ["date", "time", "zone"]
    .map((name) => String(data.get(name)));
  const startMs = isTimeZone(zone)
    ? toInstant({ date, time: time.slice(0, 5) }, zone)
    : null;
  return startMs === null ? null : formatTime(startMs, "weekly", zone);
}
