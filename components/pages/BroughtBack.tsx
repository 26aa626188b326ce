/** A page that was brought back (W-3), with its group's name, without its writers'. */
import { broughtBack as t } from "texts/pages_class.ts";
import { pageIn } from "../../classroom/model/pages_layout.ts";
import type { SharedPage } from "../../classroom/model/resources/shared.ts";
import type { ClassSession } from "../client/class_session.ts";
import { writeTime } from "../ui/time.ts";
import { ClassPages } from "./class_pages.ts";
import { GrowingPage } from "./GrowingPage.tsx";

export function BroughtBack({ session, shared, zone }: {
  session: ClassSession;
  shared: SharedPage;
  /** If not the device's. */
  zone?: string;
}) {
  const id = session.part(ClassPages).idOf(pageIn(shared, "class"));
  return (
    <div class="stack">
      <p class="quiet small">{whence(session, shared, zone)}</p>
      {id !== undefined && <GrowingPage key={id} session={session} page={id} />}
    </div>
  );
}

function whence(
  { facts }: ClassSession,
  { at, from }: SharedPage,
  zone: string | undefined,
): string {
  const time = writeTime(at, "hour", zone);
  if (!from?.live) {
    return from?.all || from?.of ? t.copy({ time }) : t.student({ time });
  }
  const group = facts.rooms.value[from.of ?? ""]?.name;
  return group === undefined ? t.gone : t.live({ group });
}
