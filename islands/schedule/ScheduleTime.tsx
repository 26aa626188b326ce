/**
 * The start of a scheduled class (S-7): date, time and zone, and weekly
 * repetition with its dates. Server-rendered fields, so they work without a
 * script.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { bounds } from "../../classroom/model/bounds.ts";
import {
  toInstant,
  toWallTime,
  type WallTime,
  weeklyOccurrences,
  zoneOffsetMs,
} from "../../formats/times.ts";
import { Checkbox } from "../../components/ui/Checkbox.tsx";
import { InputField } from "../../components/ui/InputField.tsx";
import { formatTime, isTimeZone } from "../../formats/format_time.ts";
import { schedule as t, scheduled } from "texts/sessions_schedule.ts";
import { form as more } from "texts/sessions_class_form.ts";
import "../../components/desk/scheduled/scheduled.css";

interface Chosen extends WallTime {
  zone: string;
  isRepeated: boolean;
  times: string;
}

interface ScheduleTimeProps {
  start: Chosen;
  zones: readonly string[];
  isZoneGuessed: boolean;
  /** Offers a series. */
  mayRepeat: boolean;
  errors: { time?: string; zone?: string; times?: string };
}

/** `isZoneGuessed`: the server does not know the zone, so the device's is filled in. */
export default function ScheduleTime(props: ScheduleTimeProps) {
  const { start, errors } = props;
  const box = useRef<HTMLDivElement>(null);
  const chosen = useSignal<Chosen>(start);
  /** The error of the time, cleared when the time is changed. */
  const wrong = useSignal(errors.time);
  useEffect(() => {
    if (props.isZoneGuessed) setDeviceZone(box.current!, start);
    read();
  }, []);

  function change() {
    wrong.value = undefined;
    read();
  }

  function read() {
    const { zone, date, time, repeat, times } = fieldsIn(box.current!);
    chosen.value = {
      zone: zone.value,
      date: date.value,
      time: time.value.slice(0, 5),
      isRepeated: repeat?.checked ?? false,
      times: times?.value ?? "",
    };
  }

  const gap = skipped(chosen.value);
  const startMs = isTimeZone(chosen.value.zone)
    ? toInstant(chosen.value, chosen.value.zone)
    : null;
  return (
    <div
      class="schedule-time stack"
      ref={box}
      onInput={change}
      onChange={change}
    >
      <div class="schedule-fields">
        <InputField
          id="date"
          type="date"
          label={t.date}
          defaultValue={start.date}
          aria-invalid={wrong.value ? "true" : undefined}
          aria-errormessage={wrong.value ? "start-error" : undefined}
        />
        <InputField
          id="time"
          type="time"
          label={t.time}
          defaultValue={start.time}
          aria-invalid={wrong.value ? "true" : undefined}
          aria-errormessage={wrong.value ? "start-error" : undefined}
        />
        <ZoneField {...props} />
      </div>
      {wrong.value && (
        <p class="field-error" id="start-error" role="alert">{wrong.value}</p>
      )}
      {/* The start in the format of other pages, which differs from that of the browser's fields. */}
      <p class="small schedule-starts">
        {startMs !== null && !gap && !wrong.value &&
          scheduled.starts({
            day: formatTime(startMs, "day", chosen.value.zone),
          })}
      </p>
      {gap && <p class="hint" role="status">{gap}</p>}
      {props.mayRepeat && (
        <RepeatFields
          start={start}
          chosen={chosen.value}
          error={errors.times}
        />
      )}
    </div>
  );
}

/** Changes untouched fields to the same moment in the device's zone. */
function setDeviceZone(box: HTMLElement, start: Chosen): void {
  const deviceZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const startMs = toInstant(start, start.zone);
  const { zone, date, time } = fieldsIn(box);
  const isUntouched = date.value === start.date && time.value === start.time;
  if (!deviceZone || startMs === null || !isUntouched) return;
  const deviceTime = toWallTime(startMs, deviceZone);
  if (![...zone.options].some(({ value }) => value === deviceZone)) {
    zone.add(new Option(deviceZone, deviceZone));
  }
  zone.value = deviceZone;
  date.value = deviceTime.date;
  time.value = deviceTime.time;
  zone.form?.dispatchEvent(new Event("input"));
}

function ZoneField(
  { start, zones, errors }: Pick<
    ScheduleTimeProps,
    "start" | "zones" | "errors"
  >,
) {
  return (
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
  );
}

function RepeatFields(
  { start, chosen, error }: { start: Chosen; chosen: Chosen; error?: string },
) {
  return (
    <>
      <Checkbox
        id="repeat"
        defaultChecked={start.isRepeated}
        label={t.repeat}
        hint={t.repeatHint}
      />
      <div class="schedule-repeat stack tight">
        <InputField
          id="times"
          class="short"
          type="number"
          inputMode="numeric"
          min={bounds.repeats.min}
          max={bounds.repeats.max}
          label={t.times}
          hint={t.timesHint({
            least: bounds.repeats.min,
            most: bounds.repeats.max,
          })}
          defaultValue={start.times}
          error={error}
        />
        <Dates chosen={chosen} />
      </div>
    </>
  );
}

/** A notice for a time that daylight saving skips; empty for other times. */
function skipped({ date, time, zone }: Chosen): string {
  const startMs = isTimeZone(zone) ? toInstant({ date, time }, zone) : null;
  if (startMs === null) return "";
  const real = toWallTime(startMs, zone);
  return real.time === time && real.date === date
    ? ""
    : more.skipped({ time, real: real.time });
}

/** The dates of a series; marks changes of the clock. */
function Dates({ chosen }: { chosen: Chosen }) {
  const { zone, times } = chosen;
  const count = Number(times);
  if (
    !isTimeZone(zone) || !Number.isInteger(count) || count < 2 || count > 20
  ) {
    return null;
  }
  const first = toInstant(chosen, zone);
  if (first === null) return null;
  const starts = weeklyOccurrences(first, count, zone);
  return (
    <div class="schedule-dates small">
      <p>{t.dates({ count })}</p>
      <ol>
        {starts.map((startMs, n) => (
          <li key={startMs}>
            {formatTime(startMs, "day", zone)}
            {n > 0 &&
              zoneOffsetMs(starts[n - 1], zone) !==
                zoneOffsetMs(startMs, zone) &&
              (
                <span class="schedule-clocks">
                  {t.clocks({ time: formatTime(startMs, "hour", zone) })}
                </span>
              )}
          </li>
        ))}
      </ol>
    </div>
  );
}

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
