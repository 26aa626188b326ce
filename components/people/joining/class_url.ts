import { localPath } from "../../../locales/local_path.ts";

export interface JoinReply {
  readonly session: { readonly id: string };
  readonly member: { readonly name: string };
  readonly rejoined: boolean;
}

/**
 * The class page's URL. Its query greets a returning student (J-2), or explains a number after the name (J-3).
 *
 * @param atOnce the code of the link that let the student in without a name (J-1)
 */
export function classUrlAfterJoin(
  { session, member, rejoined }: JoinReply,
  typedName: string,
  atOnce?: string,
): string {
  const numbered = / \(\d+\)$/;
  const isRenamed = numbered.test(member.name) && !numbered.test(typedName);
  const params = new URLSearchParams({
    ...(rejoined ? { rejoined: "1" } : isRenamed && { renamed: "1" }),
    ...(atOnce && { atOnce }),
  });
  const query = params.size > 0 ? `?${params}` : "";
  return localPath(`/class/${session.id}${query}`);
}
