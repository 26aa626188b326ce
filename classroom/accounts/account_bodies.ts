import { z } from "zod";
import { bounds } from "../model/bounds.ts";
import { fault } from "../model/faults.ts";
import { withoutInvisible } from "../model/names.ts";

/** One line. */
export const teacherName = z.string().trim().min(1, fault("blank"))
  .max(bounds.teacherName)
  // deno-lint-ignore no-control-regex
  .regex(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/, fault("not-one-line"));
export const email = z.string().max(254).transform(normalEmail).pipe(
  // Checked again, as normalising can lengthen it.
  z.string().max(254).regex(
    /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u,
    fault("not-an-address"),
  ),
);
const password = z.string().min(bounds.password.least).max(
  bounds.password.most,
);
const givenPassword = z.string().max(1000);

/** Normalises an address as the key of its account. Removes invisible characters, which are pasted along. */
export function normalEmail(typed: string): string {
  return withoutInvisible(typed.normalize("NFKC")).normalize("NFKC").trim()
    .toLowerCase();
}

/** The distinct letters outside ASCII: an "а" may be Cyrillic. "": none. */
export function oddLetters(email: string): string {
  return [...new Set(email.replace(/[!-~]/g, ""))].join(" ");
}

export const signUpBody = z.object({
  email,
  name: teacherName,
  password,
});
export const signInBody = z.object({ email, password: givenPassword });
export const signOutBody = z.object({ everywhere: z.boolean().default(false) });
/** Body of `PATCH /api/me`; strict, so that an unknown field is not ignored silently. */
export const changeAccountBody = z.strictObject({
  name: teacherName.optional(),
  password: password.optional(),
  oldPassword: givenPassword.optional(),
});
/** Body of `DELETE /api/me` with a password; otherwise a fresh school sign-in is the proof. */
export const removeAccountBody = z.object({ password: givenPassword });
export const resetLinkBody = z.object({ email });
export const resetPasswordBody = z.object({ password });
