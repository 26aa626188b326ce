/** **Extend** (S-4): gives the class more time. Beside the countdown, where one looks when time runs out. */
import { useRef } from "preact/hooks";
import { session as t } from "texts/sessions_live.ts";
import { Button } from "../../ui/Button.tsx";
import { ClockIcon } from "../../ui/icons.tsx";
import "../../ui/Popover.css";
import "./Extend.css";

/** Not `useId`, which counts anew in every island. */
const id = "extend-list";
const choices = [5, 15, 30, 60];

/** The button, and the choices behind it. */
export function Extend(
  { onExtend, disabled }: {
    onExtend: (minutes: number) => void;
    disabled: boolean;
  },
) {
  const list = useRef<HTMLDivElement>(null);
  return (
    <div class="extend">
      <Button popoverTarget={id} disabled={disabled}>
        <ClockIcon />
        {t.extend}
      </Button>
      <div
        id={id}
        ref={list}
        popover="auto"
        class="popover extend-list"
        role="group"
        aria-label={t.extendBy}
      >
        {choices.map((minutes) => (
          <Button
            look="bare"
            key={minutes}
            onClick={() => {
              list.current?.hidePopover();
              onExtend(minutes);
            }}
          >
            {t.extendMinutes({ minutes })}
          </Button>
        ))}
      </div>
    </div>
  );
}
