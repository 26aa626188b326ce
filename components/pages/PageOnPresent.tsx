/** A page on the projector (W-3), large, with its group's name only. */
import { pageIn } from "../../classroom/model/pages_layout.ts";
import type {
  OnPresent,
  SharedPage,
} from "../../classroom/model/resources/shared.ts";
import type { ClassSession } from "../client/class_session.ts";
import { ClassPages } from "./class_pages.ts";
import { GrowingPage } from "./GrowingPage.tsx";
import "../checks/present/present.css";

export function PageOnPresent({ session, shared, chosen }: {
  session: ClassSession;
  shared: SharedPage;
  chosen: OnPresent | undefined;
}) {
  const { of = "class" } = chosen ?? {};
  const id = session.part(ClassPages).idOf(pageIn(shared, of));
  const whose = shared.per === "group" ? of : shared.from?.of;
  const group = session.facts.rooms.value[whose ?? ""]?.name;
  return (
    <section class="present-page" aria-labelledby="present-page-heading">
      <h2 id="present-page-heading">
        {group ?? shared.name}
        {group && <span class="quiet">{shared.name}</span>}
      </h2>
      {id !== undefined && <GrowingPage key={id} session={session} page={id} />}
    </section>
  );
}
