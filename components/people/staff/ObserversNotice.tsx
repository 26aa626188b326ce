import { observing as t } from "texts/people_observing.ts";
import type { Member } from "../../../classroom/model/members.ts";
import { formatList } from "../../ui/format_list.ts";
import { ObserveIcon } from "../../ui/icons.tsx";
import "../people.css";

type Members = Readonly<Record<string, Member>>;

/**
 * A sentence such as "Ms Wu is observing"; empty if nobody is.
 * @param but the observer who reads it
 */
export function observersSentence(members: Members, but?: string): string {
  const names = Object.entries(members)
    .filter(([id, { role, removed }]) =>
      role === "observer" && !removed && id !== but
    )
    .sort(([, a], [, b]) => a.joinedAt - b.joinedAt)
    .map(([, { name }]) => name);
  return names.length > 0
    ? t.line({ count: names.length, names: formatList(names) })
    : "";
}

export function ObserversNotice({ members }: { members: Members }) {
  const text = observersSentence(members);
  return (
    <p class="row snug observing quiet small" role="status" title={text}>
      {text && (
        <>
          <ObserveIcon />
          <span>{text}</span>
        </>
      )}
    </p>
  );
}
