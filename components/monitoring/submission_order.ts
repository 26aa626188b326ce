import type { Submission } from "../../classroom/model/conversations.ts";

export type SubmissionWithId = Submission & { readonly id: string };

/** Unmarked submissions, the oldest first, and marked ones, the last marked first. */
export function submissionsInOrder(
  submissions: Readonly<Record<string, Submission>>,
): { unmarked: SubmissionWithId[]; marked: SubmissionWithId[] } {
  const list = Object.entries(submissions).map(([id, submission]) => ({
    ...submission,
    id,
  }));
  return {
    unmarked: list.filter(({ gradedAt }) => gradedAt === undefined)
      .sort((a, b) => a.at - b.at),
    marked: list.filter(({ gradedAt }) => gradedAt !== undefined)
      .sort((a, b) => b.gradedAt! - a.gradedAt!),
  };
}

/** The unmarked submission after `id`; after the last, the first; null: none is left. */
export function nextUnmarked(
  unmarked: readonly SubmissionWithId[],
  id: string,
): string | null {
  const index = unmarked.findIndex((it) => it.id === id);
  const rest = [
    ...unmarked.slice(index + 1),
    ...unmarked.slice(0, Math.max(0, index)),
  ];
  return rest.find((it) => it.id !== id)?.id ?? null;
}
