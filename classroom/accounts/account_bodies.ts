/** The bodies of the requests about accounts. */
import { z } from "zod";
import { bounds } from "../model/bounds.ts";
import { fault } from "../model/faults.ts";
import { withoutInvisible } from "../model/names.ts";

/** What a teacher is called, on one line. */
export const teacherName = z.string().trim().min(1, fault("blank"))
  .max(bounds.teacherName)
  // deno-lint-ignore no-control-regex
  .regex(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/, fault("not-one-line"));
/** An e-mail address, as accounts are found by it. */
export const email = z.string().max(254).transform(normalEmail).pipe(
  // Checked again: some characters become several.
  z.string().max(254).regex(
    /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u,
    fault("not-an-address"),
  ),
);
const password = z.string().min(bounds.password.least).max(
  bounds.password.most,
);
const givenPassword = z.string().max(1000);

/**
 * An e-mail address as accounts are found by it. Signs that show nothing, as come along when it is copied, are no part of
 * it: no two accounts have addresses that differ by them.
 */
export function normalEmail(typed: string): string {
  return withoutInvisible(typed.normalize("NFKC")).normalize("NFKC").trim()
    .toLowerCase();
}

/** The letters of an address that are none of the plain ones, each once: an "а" may be Cyrillic. "": there are none. */
export function oddLetters(email: string): string {
  return [...new Set(email.replace(/[!-~]/g, ""))].join(" ");
}

/** Body of `POST /api/teachers`. */
export const signUpBody = z.object({
  email,
  name: teacherName,
  password,
});
/** Body of `POST /api/login`. */
export const signInBody = z.object({ email, password: givenPassword });
/** Body of `POST /api/logout`. */
export const signOutBody = z.object({ everywhere: z.boolean().default(false) });
/** Body of `PATCH /api/me`; strict, so that nobody believes to have changed what cannot be changed. */
export const changeAccountBody = z.strictObject({
  name: teacherName.optional(),
  password: password.optional(),
  oldPassword: givenPassword.optional(),
});
/** Body of `DELETE /api/me`, where a password is the proof and not a fresh sign-in by the school. */
export const removeAccountBody = z.object({ password: givenPassword });
/** Body of `POST /api/password-reset`. */
export const resetLinkBody = z.object({ email });
/** Body of `POST /api/password-reset/:token`. */
export const resetPasswordBody = z.object({ password });
