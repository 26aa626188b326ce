import { bounds } from "../../../../classroom/model/bounds.ts";
import { Checkbox } from "../../../../components/ui/Checkbox.tsx";
import { sessions as t } from "texts/sessions_portal.ts";
import { session } from "texts/sessions_live.ts";
import { form } from "texts/sessions_class_form.ts";
import type { ClassSettings } from "./_class_form.ts";

/** Durations in hours; lessons below an hour and double lessons are given in minutes. */
const choices = [
  ...[40, 45, 50].map((minutes) => minutes / 60),
  1,
  ...[80, 90, 100].map((minutes) => minutes / 60),
  2,
  bounds.hours.default,
  4,
  6,
  8,
  12,
  bounds.hours.max,
];

/** The choices, and `hours`, which the API may have set. */
function choicesWith(hours: number): number[] {
  return [...new Set([...choices, hours])].sort((a, b) => a - b);
}

/** The two settings that cannot change while the class runs. */
export function SettingsFields(
  { settings: { rejoin, collect } }: { settings: ClassSettings },
) {
  return (
    <fieldset>
      <legend class="visually-hidden">{session.settings}</legend>
      <Checkbox
        id="rejoin"
        checked={rejoin}
        label={t.rejoin}
        hint={t.rejoinHint}
      />
      <Checkbox
        id="collect"
        checked={collect}
        label={t.collect}
        hint={t.collectHint}
      />
      <p class="hint">{t.fixed}</p>
    </fieldset>
  );
}

export function HoursField({ settings }: { settings: ClassSettings }) {
  return (
    <div class="field">
      <label for="hours">{t.hours}</label>
      <select id="hours" name="hours" class="input">
        {choicesWith(settings.hours).map((hours) => (
          <option value={hours} selected={hours === settings.hours}>
            {Number.isInteger(hours)
              ? t.hoursOption({ hours })
              : form.minutes({ minutes: Math.round(hours * 60) })}
          </option>
        ))}
      </select>
    </div>
  );
}
