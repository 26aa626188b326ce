/**
 * Who one was on this device before the teacher merged two members, or undid that (J-7): what it keeps for that one is
 * to be taken over before the class is opened, so that no word is lost.
 */
import { keysFrom, recall, remember } from "../client/browser_memory.ts";

/** Who sits in the class by now. */
export interface Sitting {
  readonly session: string;
  readonly member: string;
  readonly epoch: string;
}

const start = (session: string) => `homeroom/merged/${session}/`;

/** Under which name it is remembered into whom a member was merged, when that has been taken over. */
export const formerMarkKey = (session: string, member: string) =>
  start(session) + member;

/**
 * Who one was, and still is to this device; null: nobody else.
 *
 * @param by the member that this browser's cookie names, where that one is merged
 */
export function takeOverFormerSelf(
  { session, member }: Sitting,
  by: string | undefined,
): string | null {
  const known = recall(formerMarkKey(session, by ?? member));
  // Undone, it is the other way round.
  return by === undefined ? known : known === member ? null : by;
}

/** Forgets all of this for a class. */
export function forgetFormer(session: string): void {
  for (const key of keysFrom(start(session))) remember(key, null);
}
