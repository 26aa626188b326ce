/**
 * The teacher who has claimed what needs attention, or the button that claims it (S-9). Nothing if only one teacher is
 * here, unless another has claimed it.
 *
 * @param about the student, for the labels
 */
import type { AttentionKey } from "../../../classroom/model/monitoring/attention.ts";
import { taking as t } from "texts/monitoring_taking.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { Button } from "../../ui/Button.tsx";
import { PeopleIcon } from "../../ui/icons.tsx";
import { ClassAttention } from "./class_attention.ts";
import "../people.css";

export function ClaimButton({ session, attention, about }: {
  session: ClassSession | null;
  attention: AttentionKey;
  about: string;
}) {
  if (!session?.staff) return null;
  const classAttention = session.part(ClassAttention);
  const claimant = classAttention.findClaimant(attention);
  const hasSeveralTeachers = classAttention.hasSeveralTeachers.value;
  if (!hasSeveralTeachers && (!claimant || claimant.isMine)) return null;
  if (!classAttention.attention.value.has(attention)) return null;
  const failure = classAttention.lastFailure.value;
  return (
    <>
      {claimant
        ? (
          <p class="cluster taker small" data-mine={claimant.isMine}>
            <PeopleIcon />
            {claimant.isMine ? t.mine : t.others({ name: claimant.name })}
            {claimant.isMine && (
              <Button
                look="bare small"
                aria-label={t.giveBackOf({ about })}
                onClick={() => classAttention.release(attention)}
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
            onClick={() => classAttention.claim(attention)}
          >
            {t.take}
          </Button>
        )}
      {failure?.key === attention && (
        <p class="small" role="alert">{failure.why}</p>
      )}
    </>
  );
}
