import type { Submission } from "../../classroom/model/conversations.ts";

export type SubmissionWithId = Submission & { readonly id: string };

/** Ungraded submissions, the oldest first, and graded ones, the last graded first. */
export function submissionsInOrder(
  submissions: Readonly<Record<string, Submission>>,
): { ungraded: SubmissionWithId[]; graded: SubmissionWithId[] } {
  const list = Object.entries(submissions).map(([id, submission]) => ({
    ...submission,
    id,
  }));
  return {
    ungraded: list.filter(({ gradedAt }) => gradedAt === undefined)
      .sort((a, b) => a.at - b.at),
    graded: list.filter(({ gradedAt }) => gradedAt !== undefined)
      .sort((a, b) => b.gradedAt! - a.gradedAt!),
  };
}

/** The ungraded submission after `id`; after the last, the first; null: none is left. */
export function nextUngraded(
  ungraded: readonly SubmissionWithId[],
  id: string,
): string | null {
  const index = ungraded.findIndex((it) => it.id === id);
  const rest = [
    ...ungraded.slice(index + 1),
    ...ungraded.slice(0, Math.max(0, index)),
  ];
  return rest.find((it) => it.id !== id)?.id ?? null;
}
