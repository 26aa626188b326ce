/** Where somebody goes who is in, and what the class page tells them first. */

import { localPath } from "../../../locales/local_path.ts";

/** What is known of whoever got in. */
export interface Joined {
  readonly session: { readonly id: string };
  readonly member: { readonly name: string };
  readonly rejoined: boolean;
}

/** The class page's address; it says so where they are back (J-2), or where their name got a number (J-3). */
export function wayIn(
  { session, member, rejoined }: Joined,
  asked: string,
): string {
  const numbered = / \(\d+\)$/;
  const told = rejoined
    ? "?rejoined=1"
    : numbered.test(member.name) && !numbered.test(asked)
    ? "?renamed=1"
    : "";
  return localPath(`/class/${session.id}${told}`);
}
