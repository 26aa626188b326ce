/**
 * After an alias was merged, or a merge undone (J-7), the device belongs to another member, who takes over the
 * former member's unsent data.
 */
import { listStoredKeys, readStored, writeStored } from "./browser_storage.ts";

export interface MemberOfEpoch {
  readonly session: string;
  readonly member: string;
  readonly epoch: string;
}

const start = (session: string) => `homeroom/merged/${session}/`;

/** Storage key; its value is the member that took over the data of `member`. */
export const takenOverKey = (session: string, member: string) =>
  start(session) + member;

/**
 * The member whose data on this device `member` has still to take over; null: none.
 *
 * @param cookieMember the member in this browser's cookie, if it is an alias of `member`; undefined: the cookie is
 * `member`'s own
 */
export function findFormerMemberOfDevice(
  { session, member }: MemberOfEpoch,
  cookieMember: string | undefined,
): string | null {
  const successor = readStored(takenOverKey(session, cookieMember ?? member));
  // After an undo, data goes back the other way.
  return cookieMember === undefined
    ? successor
    : successor === member
    ? null
    : cookieMember;
}

export function forgetFormerMembers(session: string): void {
  for (const key of listStoredKeys(start(session))) writeStored(key, null);
}
