/** Whose names stand out where they are mentioned. */
import type { Mentionable } from "../../classroom/model/mentions.ts";

/** Who can be mentioned, and who looks. */
export interface MentionPeople {
  readonly me: string;
  readonly all: readonly Mentionable[];
}
