import { localPath } from "../../../locales/local_path.ts";

export interface JoinReply {
  readonly session: { readonly id: string };
  readonly member: { readonly name: string };
  readonly rejoined: boolean;
}

/** The class page's URL. Its query greets a returning student (J-2), or explains a number after the name (J-3). */
export function classUrlAfterJoin(
  { session, member, rejoined }: JoinReply,
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
