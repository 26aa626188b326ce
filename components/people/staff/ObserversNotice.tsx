import { observing as t } from "texts/people_observing.ts";
import type { Member } from "../../../classroom/model/members.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { useOnlineGrace } from "../use_online_grace.ts";
import { formatList } from "../../../formats/format_list.ts";
import { ObserveIcon } from "../../ui/later_icons.tsx";
import "../people.css";

type Members = Readonly<Record<string, Member>>;

/**
 * A sentence such as "Ms Wu is observing"; empty if nobody is. An observer who has left the page does not observe.
 *
 * @param isConnected whether this page is connected
 * @param reader the observer who reads it
 */
export function useObserversSentence(
  members: Members,
  online: ReadonlySet<string>,
  isConnected: boolean,
  reader?: string,
): string {
  // A reload must not move what is below the sentence.
  const onlineIds = useOnlineGrace(online, online, isConnected);
  const names = Object.entries(members)
    .filter(([id, { role, removed }]) =>
      role === "observer" && !removed && onlineIds.has(id) && id !== reader
    )
    .sort(([, a], [, b]) => a.joinedAt - b.joinedAt)
    .map(([, { name }]) => name);
  return names.length > 0
    ? t.line({ count: names.length, names: formatList(names) })
    : "";
}

export function ObserversNotice({ session }: { session: ClassSession }) {
  const { members, online } = session.facts;
  const text = useObserversSentence(
    members.value,
    new Set(online.value.keys()),
    session.status.value.state === "online",
  );
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
