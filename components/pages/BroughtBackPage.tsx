/** A page shown to all by **Bring back** (W-3), without its writers' names; a live group page has the group's name. */
import { broughtBack as t } from "texts/pages_class.ts";
import { sourcePageOf } from "../../classroom/model/pages_layout.ts";
import type { SharedPage } from "../../classroom/model/resources/shared_resources.ts";
import type { ClassSession } from "../client/class_session.ts";
import { formatTime } from "../../formats/format_time.ts";
import { ClassPages } from "./class_pages.ts";
import { SyncedPage } from "./LivePage.tsx";

export function BroughtBackPage({ session, shared, zone }: {
  session: ClassSession;
  shared: SharedPage;
  /** The time zone, if it is not the device's. */
  zone?: string;
}) {
  const id = session.part(ClassPages).documentIdOf(
    sourcePageOf(shared, "class"),
  );
  return (
    <div class="stack">
      <p class="quiet small">{originSentence(session, shared, zone)}</p>
      {id !== undefined && <SyncedPage key={id} session={session} page={id} />}
    </div>
  );
}

function originSentence(
  { facts }: ClassSession,
  { at, from }: SharedPage,
  zone: string | undefined,
): string {
  const time = formatTime(at, "hour", zone);
  if (!from?.live) {
    return from?.all || from?.of ? t.copy({ time }) : t.student({ time });
  }
  const group = facts.rooms.value[from.of ?? ""]?.name;
  return group === undefined ? t.gone : t.live({ group });
}
