/**
 * When a class is to start (S-7): date and time by the clocks of a zone that is named, and every week, with the dates
 * that this comes to. The fields are the form's own, so that they work before this has run.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import {
  instantOf,
  offsetOf,
  type WallTime,
  wallTimeOf,
  weekly,
} from "../../components/sessions/scheduled/wall_time.ts";
import { Check } from "../../components/ui/Check.tsx";
import { Field } from "../../components/ui/Field.tsx";
import { isZone, writeTime } from "../../components/ui/time.ts";
import { schedule as t } from "texts/sessions_schedule.ts";
import "./ScheduleTime.css";

interface Chosen extends WallTime {
  zone: string;
  repeat: boolean;
  times: string;
}

/** `guess` says that the server does not know the zone, and the device's own is to be put in. */
export default function ScheduleTime(props: {
  start: Chosen;
  zones: readonly string[];
  guess: boolean;
  /** Whether a series can be made of it. */
  weekly: boolean;
  errors: { time?: string; zone?: string; times?: string };
}) {
  const { start, zones, errors } = props;
  const box = useRef<HTMLDivElement>(null);
  const chosen = useSignal<Chosen>(start);
  useEffect(() => {
    if (props.guess) {
      const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
      const at = instantOf(start, start.zone);
      const { zone, date, time } = fieldsIn(box.current!);
      const untouched = date.value === start.date && time.value === start.time;
      if (own && at !== null && untouched) {
        const here = wallTimeOf(at, own);
        if (![...zone.options].some(({ value }) => value === own)) {
          zone.add(new Option(own, own));
        }
        zone.value = own;
        date.value = here.date;
        time.value = here.time;
      }
    }
    read();
  }, []);

  function read() {
    const { zone, date, time, repeat, times } = fieldsIn(box.current!);
    chosen.value = {
      zone: zone.value,
      date: date.value,
      time: time.value.slice(0, 5),
      repeat: repeat?.checked ?? false,
      times: times?.value ?? "",
    };
  }

  return (
    <div class="schedule-time stack" ref={box} onInput={read} onChange={read}>
      <div class="schedule-fields">
        <Field
          id="date"
          type="date"
          label={t.date}
          defaultValue={start.date}
          aria-invalid={errors.time ? "true" : undefined}
          aria-errormessage={errors.time ? "start-error" : undefined}
        />
        <Field
          id="time"
          type="time"
          label={t.time}
          defaultValue={start.time}
          aria-invalid={errors.time ? "true" : undefined}
          aria-errormessage={errors.time ? "start-error" : undefined}
        />
        <div class="field schedule-zone">
          <label for="zone">{t.zone}</label>
          <select
            id="zone"
            name="zone"
            class="input"
            aria-invalid={errors.zone ? "true" : undefined}
            aria-describedby={errors.zone ? "zone-error" : undefined}
          >
            {zones.map((zone) => (
              <option key={zone} value={zone} selected={zone === start.zone}>
                {zone.replaceAll("_", " ")}
              </option>
            ))}
          </select>
          {errors.zone && (
            <p class="field-error" id="zone-error" role="alert">
              {errors.zone}
            </p>
          )}
        </div>
      </div>
      {errors.time && (
        <p class="field-error" id="start-error" role="alert">{errors.time}</p>
      )}
      {props.weekly && (
        <>
          <Check
            id="repeat"
            defaultChecked={start.repeat}
            label={t.repeat}
            hint={t.repeatHint}
          />
          <div class="schedule-repeat stack tight">
            <Field
              id="times"
              class="short"
              type="number"
              inputMode="numeric"
              min={2}
              max={20}
              label={t.times}
              hint={t.timesHint}
              defaultValue={start.times}
              error={errors.times}
            />
            <Dates chosen={chosen.value} />
          </div>
        </>
      )}
    </div>
  );
}

/** The dates of a series; where the clocks are set differently from the one before, it is said. */
function Dates({ chosen }: { chosen: Chosen }) {
  const { zone, times } = chosen;
  const count = Number(times);
  if (!isZone(zone) || !Number.isInteger(count) || count < 2 || count > 20) {
    return null;
  }
  const all = weekly(chosen, count).map((wall) => instantOf(wall, zone));
  const known = all.filter((at) => at !== null);
  if (known.length < count) return null;
  return (
    <div class="schedule-dates small">
      <p>{t.dates({ count })}</p>
      <ol>
        {known.map((at, n) => (
          <li key={at}>
            {writeTime(at, "day", zone)}
            {n > 0 && offsetOf(known[n - 1], zone) !== offsetOf(at, zone) && (
              <span class="schedule-clocks">
                {t.clocks({ time: writeTime(at, "hour", zone) })}
              </span>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The form's fields of the time. */
function fieldsIn(box: HTMLElement) {
  const find = <T extends HTMLElement>(id: string) =>
    box.querySelector<T>(`#${id}`);
  return {
    date: find<HTMLInputElement>("date")!,
    time: find<HTMLInputElement>("time")!,
    zone: find<HTMLSelectElement>("zone")!,
    repeat: find<HTMLInputElement>("repeat"),
    times: find<HTMLInputElement>("times"),
  };
}
