import { bounds } from "../../classroom/model/bounds.ts";
import { sessions as t } from "texts/sessions_portal.ts";
import { InputField } from "../ui/InputField.tsx";

export function ClassNameField(
  { name, error }: { name: string; error?: string },
) {
  return (
    <InputField
      id="name"
      label={t.name}
      defaultValue={name}
      error={error}
      maxLength={bounds.sessionName}
      autoComplete="off"
      required
    />
  );
}
