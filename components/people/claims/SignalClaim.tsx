/**
 * The teacher who took a call, or the button that takes it (S-9); nothing if
 * only one teacher is here. `about` names the student in the labels.
 */
import type { AttentionKey } from "../../../classroom/model/monitoring/attention.ts";
import { taking as t } from "texts/monitoring_taking.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { Button } from "../../ui/Button.tsx";
import { PeopleIcon } from "../../ui/icons.tsx";
import { ClassSignalClaims } from "./class_signal_claims.ts";
import "../../monitoring/monitoring.css";

export function SignalClaim({ session, call, about }: {
  session: ClassSession | null;
  call: AttentionKey;
  about: string;
}) {
  if (!session?.staff) return null;
  const taking = session.part(ClassSignalClaims);
  const holder = taking.holderOf(call);
  const several = taking.hasSeveralTeachers.value;
  if (!several && (!holder || holder.mine)) return null;
  if (!taking.attention.value.has(call)) return null;
  const failed = taking.lastFailure.value;
  return (
    <>
      {holder
        ? (
          <p class="cluster taker small" data-mine={holder.mine}>
            <PeopleIcon />
            {holder.mine ? t.mine : t.others({ name: holder.name })}
            {holder.mine && (
              <Button
                look="bare small"
                aria-label={t.giveBackOf({ about })}
                onClick={() => taking.release(call)}
              >
                {t.giveBack}
              </Button>
            )}
          </p>
        )
        : (
          <Button
            look="small"
            aria-label={t.takeOf({ about })}
            onClick={() => taking.claim(call)}
          >
            {t.take}
          </Button>
        )}
      {failed?.key === call && <p class="small" role="alert">{failed.why}</p>}
    </>
  );
}
