import { groupPages as t } from "texts/pages_group.ts";
import type { ResourceOfKind } from "../../classroom/model/resources/shared_resources.ts";
import { resourceRequest } from "../chat/panel_requests.ts";
import type { ClassSession } from "../client/class_session.ts";
import { ClassResources } from "../resources/class_resources.ts";
import { Button } from "../ui/Button.tsx";
import { ResourcesIcon } from "../ui/icons.tsx";

export function GroupPageButtons({ session }: { session: ClassSession }) {
  const pages = session.part(ClassResources).forMyGroup.value
    .filter((it): it is ResourceOfKind<"page"> => it.per === "group");
  return (
    <>
      {pages.map((page) => (
        <Button
          key={page.id}
          look="small group-page"
          onClick={() => resourceRequest.value = page.id}
        >
          <ResourcesIcon />
          <span>{t.open({ page: page.name })}</span>
        </Button>
      ))}
    </>
  );
}
