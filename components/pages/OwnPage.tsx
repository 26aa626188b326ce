/** The page that a student writes in: alone, with the group, or with the class (W-1). */
import { useEffect } from "preact/hooks";
import { ownPage as t } from "texts/pages_class.ts";
import { pageFor } from "../../classroom/model/pages_layout.ts";
import type { SharedPage } from "../../classroom/model/resources/shared.ts";
import type { ClassSession } from "../client/class_session.ts";
import { RefusedNotice } from "../client/RefusedNotice.tsx";
import { BroughtBack } from "./BroughtBack.tsx";
import { ClassPages } from "./class_pages.ts";
import { OpenPage } from "./OpenPage.tsx";

interface OwnPageProps {
  session: ClassSession;
  shared: SharedPage;
}

export function OwnPage(props: OwnPageProps) {
  return props.shared.from ? <BroughtBack {...props} /> : <Own {...props} />;
}

function Own({ session, shared }: OwnPageProps) {
  const { facts, seat } = session;
  const member = facts.members.value[facts.personOf(seat.member)];
  const of = member ? pageFor(shared, seat.own ?? seat.member, member) : null;
  const pages = session.part(ClassPages);
  const id = of === null ? undefined : pages.idOf({ resource: shared.id, of });
  const { state } = facts.document.status.value;
  useEffect(() => {
    if (of !== null && id === undefined && state === "online") {
      void pages.make({ resource: shared.id, of });
    }
  }, [of, id, state]);
  if (of === null) return <p class="card quiet">{t.noGroup}</p>;
  if (id === undefined) {
    return (
      <>
        <RefusedNotice api={session.api} />
        <p class="quiet" role="status">
          {state === "online" ? t.opening : t.offline}
        </p>
      </>
    );
  }
  const room = shared.per === "group" && facts.rooms.value[of];
  return (
    <>
      <p class="quiet small">
        {room ? t.of({ group: room.name }) : t.per[shared.per]}
      </p>
      <OpenPage key={of} session={session} shared={shared} page={id} />
    </>
  );
}
