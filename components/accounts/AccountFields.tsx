import { signIn as t } from "texts/accounts.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { InputField, type InputFieldProps } from "../ui/InputField.tsx";

export function EmailField(props: Partial<InputFieldProps>) {
  return (
    <InputField
      id="email"
      type="email"
      label={t.email}
      autoComplete="username"
      required
      {...props}
    />
  );
}

/** The account's email, for the browser's password manager. Without a `name`, it is not sent. */
export function PasswordManagerEmail({ value }: { value: string }) {
  return (
    <input
      class="visually-hidden"
      type="email"
      value={value}
      autoComplete="username"
      tabIndex={-1}
      aria-hidden="true"
      readOnly
    />
  );
}

export function PasswordField(
  props: Pick<InputFieldProps, "id" | "label"> & Partial<InputFieldProps>,
) {
  return (
    <InputField
      type="password"
      autoComplete="current-password"
      required
      {...props}
    />
  );
}

export function NewPasswordField(props: Partial<InputFieldProps>) {
  return (
    <InputField
      id="password"
      type="password"
      label={t.newPassword}
      hint={t.passwordHint({ least: bounds.password.min })}
      autoComplete="new-password"
      minLength={bounds.password.min}
      maxLength={bounds.password.max}
      required
      {...props}
    />
  );
}

export function NameField(props: Partial<InputFieldProps>) {
  return (
    <InputField
      id="name"
      label={t.name}
      hint={t.nameHint}
      autoComplete="name"
      maxLength={bounds.teacherName}
      required
      {...props}
    />
  );
}
