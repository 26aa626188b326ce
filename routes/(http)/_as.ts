/** `as` in the query: who one asks as, where a browser is both a teacher and a member. */
import { problems as t } from "../../locales/en/refusals.ts";
import { Refusal } from "../../sync/refusal.ts";

/** The two roles to ask as. */
export type As = "teacher" | "member";

/** The role that somebody asks as; undefined: they do not say. Refused where it is neither. */
export function asOf(asked: string | null): As | undefined {
  if (asked === null) return undefined;
  if (asked === "teacher" || asked === "member") return asked;
  throw new Refusal("malformed", t.as);
}
