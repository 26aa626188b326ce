import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Checkbox } from "./Checkbox.tsx";

/** A setting that takes effect at once. Shows the pressed state until it is confirmed or refused. */
export function SettingSwitch(props: {
  id: string;
  label: string;
  hint: string;
  on: boolean;
  disabled?: boolean;
  onChange: (on: boolean) => Promise<boolean>;
}) {
  const { id, label, hint, on, disabled } = props;
  const pressed = useSignal<boolean | null>(null);
  useEffect(() => {
    pressed.value = null;
  }, [on]);
  return (
    <Checkbox
      id={id}
      label={label}
      hint={hint}
      role="switch"
      disabled={disabled}
      checked={pressed.value ?? on}
      onChange={async (event) => {
        pressed.value = event.currentTarget.checked;
        if (!await props.onChange(pressed.value)) pressed.value = null;
      }}
    />
  );
}
