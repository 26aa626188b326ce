/**
 * The member of this device before a merge or its undo (J-7): its unsent data
 * is taken over before the class opens.
 */
import {
  listStoredKeys,
  readStored,
  writeStored,
} from "../client/browser_storage.ts";

export interface MemberOfEpoch {
  readonly session: string;
  readonly member: string;
  readonly epoch: string;
}

const start = (session: string) => `homeroom/merged/${session}/`;

/** Storage key that remembers a merge that was taken over. */
export const takenOverKey = (session: string, member: string) =>
  start(session) + member;

/**
 * The member whose data is to be taken over, or null.
 *
 * @param by the merged member that this browser's cookie names
 */
export function findFormerMemberOfDevice(
  { session, member }: MemberOfEpoch,
  by: string | undefined,
): string | null {
  const known = readStored(takenOverKey(session, by ?? member));
  // After an undo, the direction is reversed.
  return by === undefined ? known : known === member ? null : by;
}

export function forgetFormerMembers(session: string): void {
  for (const key of listStoredKeys(start(session))) writeStored(key, null);
}
