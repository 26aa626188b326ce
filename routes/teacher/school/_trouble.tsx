import { HttpError } from "fresh/errors";
import type {
  SchoolSignIn,
  SchoolSignInFailure,
} from "../../../classroom/accounts/school/school_sign_in.ts";
import { getApp } from "../../../classroom/app.ts";
import { Notice } from "../../../components/ui/Notice.tsx";
import { Page } from "../../../components/page/Page.tsx";
import { frame } from "texts/everywhere.ts";
import { school as t } from "texts/accounts_school.ts";
import { pathWithNext, safeNextPath } from "../_own_path.ts";

export interface TroubleData {
  trouble: SchoolSignInFailure;
  /** The page after a successful sign-in. */
  next: string;
  hasPasswords: boolean;
}

/** Throws 404 if sign-in by the school is off. */
export function requireSchoolSignIn(): SchoolSignIn {
  const { school } = getApp();
  if (!school) throw new HttpError(404);
  return school;
}

export function troubleResponse(
  trouble: SchoolSignInFailure,
  next: string | null,
) {
  const hasPasswords = getApp().settings.PASSWORDS === "on";
  const data: TroubleData = { trouble, next: safeNextPath(next), hasPasswords };
  const headers = new Headers({ "cache-control": "no-store" });
  if (trouble.reason === "too-often") headers.set("retry-after", "60");
  return { data, status: statusOf(trouble), headers };
}

export function TroublePage({ data }: { data: TroubleData }) {
  const { trouble, next } = data;
  const another = ["wrong-domain", "not-teacher", "unverified", "taken"]
    .includes(trouble.reason);
  return (
    <Page title={`${t.signIn} · ${frame.name}`} isNarrow>
      <h1>{t.signIn}</h1>
      <Notice tone={trouble.reason === "cancelled" ? "warn" : "stop"}>
        {words(data)}
      </Notice>
      <div class="actions">
        {another
          ? (
            <a
              class="button main"
              href={pathWithNext("/teacher/school?again&", next)}
            >
              {t.another}
            </a>
          )
          : (
            <a
              class="button main"
              href={pathWithNext("/teacher/school?", next)}
            >
              {t.again}
            </a>
          )}
        <a class="button bare" href={pathWithNext("/teacher/sign-in?", next)}>
          {t.otherWays}
        </a>
      </div>
    </Page>
  );
}

function statusOf({ reason }: SchoolSignInFailure): number {
  switch (reason) {
    case "down":
    case "set-up":
      return 503;
    case "too-often":
      return 429;
    case "gone":
    case "cancelled":
      return 400;
    default:
      return 403;
  }
}

function words(
  { trouble: { reason, address = "" }, hasPasswords }: TroubleData,
): string {
  switch (reason) {
    case "down":
      return hasPasswords ? t.downOrPassword : t.down;
    case "set-up":
      return t.setUp;
    case "cancelled":
      return t.cancelled;
    case "refused":
      return t.refused;
    case "forged":
      return t.forged;
    case "gone":
      return t.gone;
    case "too-often":
      return t.tooOften;
    case "no-address":
      return t.noAddress;
    case "unverified":
      return t.unverified({ address });
    case "wrong-domain":
      return t.wrongDomain({ address });
    case "not-teacher":
      return t.notTeacher({ address });
    case "taken":
      return t.taken({ address });
  }
}
