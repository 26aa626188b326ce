import { useSignal } from "@preact/signals";
import { InputField } from "../../ui/InputField.tsx";
import "./groups_desk.css";

/**
 * The key of a field that shows `value`: a change elsewhere, or the answer to what was saved, replaces the field only
 * while it lacks the focus, so that no typed text is lost.
 */
export function useHeldValue<T>(value: T) {
  const heldValue = useSignal<{ value: T } | null>(null);
  return {
    shownValue: heldValue.value ? heldValue.value.value : value,
    onFocus: () => {
      heldValue.value = { value };
    },
    onBlur: () => {
      heldValue.value = null;
    },
  };
}

/** A whole number, saved when the field is left. Out of bounds, shows an error. */
export function NumberField(
  { value, min, max, error, mayBeEmpty, onChange, ...field }: {
    id: string;
    label: string;
    hint: string;
    value: number | null;
    min: number;
    max: number;
    error: string;
    mayBeEmpty: boolean;
    onChange: (value: number | null) => void;
  },
) {
  const isWrong = useSignal(false);
  const { shownValue, ...holding } = useHeldValue(value);
  return (
    <div class="setup-number">
      <InputField
        {...field}
        {...holding}
        key={shownValue}
        type="number"
        inputMode="numeric"
        min={min}
        max={max}
        step={1}
        defaultValue={shownValue ?? undefined}
        error={isWrong.value ? error : ""}
        onChange={(event) => {
          const { value: typed } = event.currentTarget;
          const number = Number(typed);
          const isEmpty = typed.trim() === "";
          isWrong.value = isEmpty
            ? !mayBeEmpty
            : !Number.isInteger(number) || number < min || number > max;
          if (!isWrong.value) onChange(isEmpty ? null : number);
        }}
      />
    </div>
  );
}
