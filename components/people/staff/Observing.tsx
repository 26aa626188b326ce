/** "Ms Wu is observing" (S-8): quiet, and there as long as it is so. */
import { observing as t } from "texts/people_observing.ts";
import type { Member } from "../../../classroom/model/members.ts";
import { writeList } from "../../ui/list.ts";
import { ViewIcon } from "../../ui/icons.tsx";
import "../people.css";

type Members = Readonly<Record<string, Member>>;

/** The sentence; empty while nobody looks on. `but`: who reads it, and knows. */
export function observingWords(members: Members, but?: string): string {
  const names = observersOf(members)
    .filter(({ id }) => id !== but)
    .map(({ name }) => name);
  return names.length > 0
    ? t.line({ count: names.length, names: writeList(names) })
    : "";
}

/** The line. */
export function Observing({ members }: { members: Members }) {
  const text = observingWords(members);
  return (
    <p class="observing quiet small" role="status" title={text}>
      {text && (
        <>
          <ViewIcon />
          <span>{text}</span>
        </>
      )}
    </p>
  );
}

// Who looks on in a class (S-8), as everybody in it is told: online or not, as long as they may. Pure.

/** An observer, by their member id. */
interface Observer {
  readonly id: string;
  readonly name: string;
}

/** The observers among the members, who came first stands first. */
function observersOf(
  members: Readonly<Record<string, Member>>,
): Observer[] {
  return Object.entries(members)
    .filter(([, { role, removed }]) => role === "observer" && !removed)
    .sort(([, a], [, b]) => a.joinedAt - b.joinedAt)
    .map(([id, { name }]) => ({ id, name }));
}
