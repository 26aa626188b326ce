/**
 * The page that a student writes in: alone, with the group, or with the class (W-1); or a page brought back, to read.
 */
import { useEffect } from "preact/hooks";
import { ownPage as t } from "texts/pages_class.ts";
import { pageOwnerFor } from "../../classroom/model/pages_layout.ts";
import type { SharedPage } from "../../classroom/model/resources/shared_resources.ts";
import type { ClassSession } from "../client/class_session.ts";
import { RefusedRequestNotice } from "../client/RefusedRequestNotice.tsx";
import { BroughtBackPage } from "./BroughtBackPage.tsx";
import { ClassPages } from "./class_pages.ts";
import { EditablePage } from "./EditablePage.tsx";

interface MemberPageProps {
  session: ClassSession;
  shared: SharedPage;
}

export function OwnPageView(props: MemberPageProps) {
  return props.shared.from
    ? <BroughtBackPage {...props} />
    : <OpenMemberPage {...props} />;
}

function OpenMemberPage({ session, shared }: MemberPageProps) {
  const { facts, seat } = session;
  const member = facts.members.value[facts.personOf(seat.member)];
  const ownerId = member
    ? pageOwnerFor(shared, seat.alias ?? seat.member, member)
    : null;
  const pages = session.part(ClassPages);
  const id = ownerId === null
    ? undefined
    : pages.documentIdOf({ resource: shared.id, of: ownerId });
  const { state } = facts.document.status.value;
  useEffect(() => {
    if (ownerId !== null && id === undefined && state === "online") {
      void pages.createDocument({ resource: shared.id, of: ownerId });
    }
  }, [ownerId, id, state]);
  if (ownerId === null) return <p class="card quiet">{t.noGroup}</p>;
  if (id === undefined) {
    return (
      <>
        <RefusedRequestNotice api={session.api} />
        <p class="quiet" role="status">
          {state === "online" ? t.opening : t.offline}
        </p>
      </>
    );
  }
  const room = shared.per === "group" && facts.rooms.value[ownerId];
  return (
    <>
      <p class="quiet small">
        {room ? t.of({ group: room.name }) : t.per[shared.per]}
      </p>
      <EditablePage key={ownerId} session={session} shared={shared} page={id} />
    </>
  );
}
