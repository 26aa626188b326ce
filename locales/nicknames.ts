/** Friendly random names (J-1) in the reader's language: an adjective and an animal. */
import { nickname as t } from "texts/people_nicknames.ts";

export function nicknameWords(): { adjectives: string[]; animals: string[] } {
  return { adjectives: listed(t.adjectives), animals: listed(t.animals) };
}

export function makeNickname(adjective: string, animal: string): string {
  return t.name({ adjective, animal });
}

/** `random` returns a number from 0 to below 1. */
export function randomNickname(random: () => number): string {
  const { adjectives, animals } = nicknameWords();
  const pick = (list: readonly string[]) =>
    list[Math.floor(random() * list.length)];
  return makeNickname(pick(adjectives), pick(animals));
}

/** The words between a list's commas, in any script. */
function listed(text: string): string[] {
  return text.split(/[,，、،]\s*/).filter(Boolean);
}
