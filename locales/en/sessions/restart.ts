/** **Restart Class**: a class that is held again. */

/** The sentences. */
export const restart = {
  restart: "Restart Class",
  sameGroups: "Same groups",
  sameGroupsHint: (groups: number) =>
    `${
      groups === 1 ? "Its one group" : `Its ${groups} groups`
    } again; whoever comes back is in theirs.`,
  sameGroupsNot:
    "The rooms of before again. Nobody is put in theirs: logins with the same name were off.",
  of: (name: string) =>
    `${name}, once more: with a new code, and all of it can be changed.`,
  before: "The class before:",
};
