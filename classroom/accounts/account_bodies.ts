/** Bodies of requests about accounts, and what is answered. */
import { z } from "zod";
import { bounds } from "../model/bounds.ts";
import { faultMessage } from "../model/faults.ts";
import { removeInvisible } from "../../formats/name_keys.ts";
import { normalise } from "../../formats/normalise.ts";
import {
  namedIdSchema,
  nameSchema,
  yesSchema,
} from "../model/result_schemas.ts";

// deno-lint-ignore no-control-regex
const oneLine = /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/;

export const teacherNameSchema = z.string().trim().min(1, faultMessage("blank"))
  .max(bounds.teacherName)
  .regex(oneLine, faultMessage("not-one-line"));
export const emailSchema = z.string().max(254).meta({
  format: "email",
}).transform(normalizeEmail).pipe(
  // The length is checked again, as normalising can lengthen an address.
  z.string().max(254).regex(
    /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u,
    faultMessage("not-an-address"),
  ),
);
const passwordSchema = z.string().min(bounds.password.min).max(
  bounds.password.max,
);
const typedPasswordSchema = z.string().max(1000);

export const teacherSchema = nameSchema(
  "Teacher",
  z.object({
    id: namedIdSchema,
    name: z.string(),
    email: z.string(),
    plan: z.boolean().describe("they have the Teacher plan"),
    /** The teacher cannot invite by mail or see invitations to the address (D-2). */
    unproved: yesSchema.optional().describe(
      "mail is set up, and the address is not proved yet",
    ),
  }),
);

/** Normalises an address; accounts are found by the result. Removes invisible characters, which people paste unseen. */
export function normalizeEmail(typed: string): string {
  return normalise(removeInvisible(normalise(typed, "NFKC")), "NFKC").trim()
    .toLowerCase();
}

/**
 * The distinct non-ASCII characters of an address, with spaces between: an "а" may be Cyrillic. "" if all are ASCII.
 */
export function nonAsciiLetters(email: string): string {
  return [...new Set(email.replace(/[!-~]/g, ""))].join(" ");
}

export const signUpBody = z.object({
  email: emailSchema,
  name: teacherNameSchema,
  password: passwordSchema,
});
export const signInBody = z.object({
  email: emailSchema,
  password: typedPasswordSchema,
});
export const signOutBody = z.object({ everywhere: z.boolean().default(false) });
/** Body of `PATCH /api/me`; strict, so that an unknown field is not ignored silently. */
export const changeAccountBody = z.strictObject({
  name: teacherNameSchema.optional(),
  password: passwordSchema.optional(),
  oldPassword: typedPasswordSchema.optional(),
});
/** Body of `DELETE /api/me`. If the account has no usable password, a fresh school sign-in is needed instead. */
export const removeAccountBody = z.object({ password: typedPasswordSchema });
export const resetLinkBody = z.object({ email: emailSchema });
export const resetPasswordBody = z.object({ password: passwordSchema });
