/** Compares names of groups and finds free ones (B-3, GROUP-5). */
import { automaticGroupNames } from "../../formats/all_group_names.ts";
import type { Room } from "./groups.ts";
import {
  automaticGroupNumber,
  nameKey,
  storedGroupName,
} from "../../formats/name_keys.ts";

/** Keys of automatic names by number, cached, as every join needs them. */
const automaticKeys = new Map<number, readonly string[]>();

/** Keys by which a name is compared; an automatic name has one for every language. */
function nameKeys(name: string): readonly string[] {
  const number = automaticGroupNumber(name);
  return number === null ? [nameKey(name)] : automaticNameKeys(number);
}

function automaticNameKeys(number: number): readonly string[] {
  let keys = automaticKeys.get(number);
  if (!keys) {
    const names = [storedGroupName(number), ...automaticGroupNames(number)];
    keys = [...new Set(names.map(nameKey))];
    if (number <= maxCachedNumber) automaticKeys.set(number, keys);
  }
  return keys;
}

const maxCachedNumber = 1_000;

/** Whether two names are equal, in any language if one is automatic. */
export function isSameGroupName(name: string, otherName: string): boolean {
  const keys = nameKeys(otherName);
  return nameKeys(name).some((key) => keys.includes(key));
}

/** Groups by name, as {@link isSameGroupName} compares them. */
export class GroupNames {
  readonly #ids = new Map<string, string>();

  /** A later group has the name, unless an earlier one's id is known. */
  add(name: string, id: string): void {
    for (const key of nameKeys(name)) {
      if (!this.#ids.get(key)) this.#ids.set(key, id);
    }
  }

  find(name: string): string | undefined {
    for (const key of nameKeys(name)) {
      const id = this.#ids.get(key);
      if (id !== undefined) return id;
    }
  }
}

/** Whether a group has exactly this name in some language. */
export function isGroupNamed(group: string, name: string): boolean {
  const number = automaticGroupNumber(group);
  return group === name ||
    number !== null && automaticGroupNames(number).includes(name);
}

/** The first of Group A … Group Z, Group 27 … that equal no living group's name in any language (GROUP-5). */
export function findFreeGroupNames(
  living: Iterable<string>,
  count: number,
): string[] {
  const takenKeys = new Set([...living].flatMap(nameKeys));
  const freeNames: string[] = [];
  for (let number = 1; freeNames.length < count; number++) {
    if (automaticNameKeys(number).some((key) => takenKeys.has(key))) continue;
    freeNames.push(storedGroupName(number));
  }
  return freeNames;
}

/** A name as documents store it: an automatic one with its number. */
export function makeRoomName(name: string): Pick<Room, "name" | "number"> {
  const number = automaticGroupNumber(name);
  return number === null ? { name } : { name, number };
}
