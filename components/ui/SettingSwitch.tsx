import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Checkbox } from "./Checkbox.tsx";

/** A setting that takes effect at once. Shows the pressed state until it is confirmed or refused. */
export function SettingSwitch(props: {
  id: string;
  label: string;
  hint: string;
  isOn: boolean;
  isDisabled?: boolean;
  onChange: (isOn: boolean) => Promise<boolean>;
}) {
  const { id, label, hint, isOn, isDisabled } = props;
  const pressed = useSignal<boolean | null>(null);
  useEffect(() => {
    pressed.value = null;
  }, [isOn]);
  return (
    <Checkbox
      id={id}
      label={label}
      hint={hint}
      role="switch"
      disabled={isDisabled}
      checked={pressed.value ?? isOn}
      onChange={async (event) => {
        pressed.value = event.currentTarget.checked;
        if (!await props.onChange(pressed.value)) pressed.value = null;
      }}
    />
  );
}
