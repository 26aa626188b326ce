/** Friendly names that the dice gives (J-1), in the reader's language: an adjective and an animal, none ever unkind. */
import { nickname as t } from "texts/people_nicknames.ts";

/** The words of the reader's language. */
export function nicknameWords(): { adjectives: string[]; animals: string[] } {
  return { adjectives: listed(t.adjectives), animals: listed(t.animals) };
}

/** An adjective and an animal as a name. */
export function nicknameOf(adjective: string, animal: string): string {
  return t.name({ adjective, animal });
}

/** A name by chance. `random`: from 0 to below 1. */
export function anyNickname(random: () => number): string {
  const { adjectives, animals } = nicknameWords();
  const any = (list: readonly string[]) =>
    list[Math.floor(random() * list.length)];
  return nicknameOf(any(adjectives), any(animals));
}

/** The words of a list, between the commas of whatever script. */
function listed(text: string): string[] {
  return text.split(/[,，、،]\s*/).filter(Boolean);
}
