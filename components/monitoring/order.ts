/** In which order submissions are marked. Pure. */
import type { Submission } from "../../classroom/model/conversations.ts";

export type OneSubmission = Submission & { readonly id: string };

/** The unmarked ones, oldest first; and the marked ones, the latest marked first. */
export function submissionsInOrder(
  all: Readonly<Record<string, Submission>>,
): { unmarked: OneSubmission[]; marked: OneSubmission[] } {
  const list = Object.entries(all).map(([id, it]) => ({ ...it, id }));
  return {
    unmarked: list.filter(({ gradedAt }) => gradedAt === undefined)
      .sort((a, b) => a.at - b.at),
    marked: list.filter(({ gradedAt }) => gradedAt !== undefined)
      .sort((a, b) => b.gradedAt! - a.gradedAt!),
  };
}

/** Which comes after this one: the next unmarked, from the top again at the end; null: everything is marked. */
export function nextOf(
  unmarked: readonly OneSubmission[],
  id: string,
): string | null {
  const at = unmarked.findIndex((one) => one.id === id);
  const rest = [
    ...unmarked.slice(at + 1),
    ...unmarked.slice(0, Math.max(0, at)),
  ];
  return rest.find((one) => one.id !== id)?.id ?? null;
}
