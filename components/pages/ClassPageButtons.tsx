/** Shows a class page on **Present**, or shares it with students who do not have it (W-3). */
import { bringBack as t } from "texts/pages_desk.ts";
import { live } from "texts/sharing_live.ts";
import type { SharedPage } from "../../classroom/model/resources/shared_resources.ts";
import type { LiveClass } from "../resources/live/live_class.ts";
import { resourceOnPresent } from "../resources/live/desk_resources.ts";
import { Button } from "../ui/Button.tsx";
import { PresentIcon } from "../ui/later_icons.tsx";

export function ClassPageButtons(
  { lesson, shared }: { lesson: LiveClass; shared: SharedPage },
) {
  const { actions, isAhead, resources } = lesson;
  if (shared.per !== "class" || isAhead) return null;
  const { id } = shared;
  const isShown =
    resourceOnPresent(resources.shared.value, resources.presentChoice.value)
      ?.id ===
      id;
  return (
    <>
      {shared.rooms?.length === 0 && (
        <Button
          title={t.giveHint}
          onClick={() => actions.act("POST /resources/:id/give", { id })}
        >
          {t.toClass}
        </Button>
      )}
      <Button
        aria-pressed={isShown}
        onClick={() => actions.change(id, { present: !isShown })}
      >
        <PresentIcon />
        {isShown ? live.unpresent : live.present}
      </Button>
    </>
  );
}
