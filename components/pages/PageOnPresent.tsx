/** A page on the projector (W-3), large, without its writers' names. */
import type { ComponentChildren } from "preact";
import { sourcePageOf } from "../../classroom/model/pages_layout.ts";
import type {
  PresentChoice,
  SharedPage,
} from "../../classroom/model/resources/shared_resources.ts";
import type { ClassSession } from "../client/class_session.ts";
import { ClassPages } from "./class_pages.ts";
import { SyncedPage } from "./LivePage.tsx";
import "../checks/present/present.css";

export function PageOnPresent({ session, shared, chosen, children }: {
  session: ClassSession;
  shared: SharedPage;
  chosen: PresentChoice | undefined;
  children: ComponentChildren;
}) {
  const { of = "class" } = chosen ?? {};
  const id = session.part(ClassPages).documentIdOf(sourcePageOf(shared, of));
  const owner = shared.per === "group" ? of : shared.from?.of;
  const group = session.facts.rooms.value[owner ?? ""]?.name;
  return (
    <section
      class="present-stage present-page"
      data-holds
      aria-labelledby="present-page-heading"
    >
      <h2 id="present-page-heading" class="cluster baseline">
        {group ?? shared.name}
        {group && <span class="quiet">{shared.name}</span>}
      </h2>
      {id !== undefined && <SyncedPage key={id} session={session} page={id} />}
      {children}
    </section>
  );
}
