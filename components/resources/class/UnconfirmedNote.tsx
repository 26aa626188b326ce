import { unconfirmed as t } from "texts/sharing_class.ts";
import type { ClassSession } from "../../client/class_session.ts";

/**
 * What waits on a device that came by a name alone, and who can help (J-2); nothing on a confirmed one.
 * @param isVote says it of an anonymous vote
 */
export function UnconfirmedNote(
  { session: { facts, seat }, isVote = false }: {
    session: ClassSession;
    isVote?: boolean;
  },
) {
  if (seat.alias === undefined) return null;
  const name = facts.nameOf(seat.member) ?? "";
  return (
    <p class="quiet">
      {isVote ? t.voteWaits({ name }) : t.workWaits({ name })}
    </p>
  );
}
