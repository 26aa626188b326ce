/** Automatic groups (B-1, B-4), in **Set up breakout rooms** and in the class's settings. Changes apply at once. */
import { useId } from "preact/hooks";
import type { ActInput } from "../../../classroom/acts.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { splitByRemoval } from "../../people/students.ts";
import { Checkbox } from "../../ui/Checkbox.tsx";
import type { GroupsApi } from "./groups_api.ts";
import { NumberField } from "./NumberField.tsx";

export function AutoBreakoutFields(
  { session, api }: { session: ClassSession; api: GroupsApi },
) {
  const id = useId();
  const { breakouts, info, members, rooms } = session.facts;
  const now = breakouts.value;
  const auto = now.auto === true;
  const isRunning = info.value.state === "active";
  const placed =
    splitByRemoval(members.value).present.filter(({ room }) =>
      room !== null && rooms.value[room]?.archived === undefined
    ).length;
  const change = (ask: ActInput<"PATCH /breakouts">) =>
    api.act("PATCH /breakouts", ask);
  return (
    <div>
      <Checkbox
        id={`${id}-auto`}
        role="switch"
        label={t.auto}
        hint={t.autoHint}
        checked={auto}
        onChange={async (event) => {
          const box = event.currentTarget;
          if (!await change({ auto: box.checked })) box.checked = auto;
        }}
      />
      {isRunning && auto && !now.open && (
        <p class="hint">{t.autoClosed({ start: t.start })}</p>
      )}
      {isRunning && !auto && !now.open && now.openedAt === undefined &&
        placed > 0 && <p class="hint">{t.autoOpens({ count: placed })}</p>}
      <NumberField
        id={`${id}-capacity`}
        label={t.capacity}
        hint={(auto ? t.capacityHint : t.capacityByHand)({
          least: bounds.capacity.min,
          most: bounds.capacity.max,
        })}
        value={now.capacity ?? null}
        min={bounds.capacity.min}
        max={bounds.capacity.max}
        error={t.capacityBounds({
          least: bounds.capacity.min,
          most: bounds.capacity.max,
        })}
        mayBeEmpty={!auto}
        onChange={(capacity) => change({ capacity })}
      />
    </div>
  );
}
