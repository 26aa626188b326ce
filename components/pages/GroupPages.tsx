import { groupPages as t } from "texts/pages_group.ts";
import type { SharedAs } from "../../classroom/model/resources/shared.ts";
import { portalRequest } from "../chat/panel_requests.ts";
import type { ClassSession } from "../client/class_session.ts";
import { ClassResources } from "../sharing/class_resources.ts";
import { Button } from "../ui/Button.tsx";
import { PortalIcon } from "../ui/icons.tsx";

export function GroupPages({ session }: { session: ClassSession }) {
  const pages = session.part(ClassResources).mine.value
    .filter((it): it is SharedAs<"page"> => it.per === "group");
  return (
    <>
      {pages.map((it) => (
        <Button
          key={it.id}
          look="small group-page"
          onClick={() => portalRequest.value = it.id}
        >
          <PortalIcon />
          <span>{t.open({ page: it.name })}</span>
        </Button>
      ))}
    </>
  );
}
