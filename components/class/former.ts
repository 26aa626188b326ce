/**
 * Who one was on this device before the teacher merged two members, or undid that (J-7): what it keeps for that one is
 * to be taken over before the class is opened, so that no word is lost.
 */
/** Who sits in the class by now. */
export interface Sitting {
  readonly session: string;
  readonly member: string;
  readonly epoch: string;
}

/** Under which name it is remembered that a member was merged into another. */
export const mark = (session: string, member: string) =>
  `homeroom/merged/${session}/${member}`;

/**
 * Who one was; null: nobody else.
 *
 * @param by the member that this browser's cookie names, where that one is merged
 */
export function formerSelf(
  { session, member }: Sitting,
  by: string | undefined,
): string | null {
  try {
    if (by === undefined) return localStorage.getItem(mark(session, member));
    // Undone, it is the other way round.
    localStorage.setItem(mark(session, by), member);
  } catch {
    // A device that keeps nothing has nothing to be taken over.
  }
  return by ?? null;
}
