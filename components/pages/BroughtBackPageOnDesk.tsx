/** The teacher's view of what was brought back (W-3): the text, whether it is on **Present**, and **Take back**. */
import { bringBack as t } from "texts/pages_desk.ts";
import type { SharedPage } from "../../classroom/model/resources/shared_resources.ts";
import type { LiveClass } from "../resources/live/live_class.ts";
import { Button } from "../ui/Button.tsx";
import { UndoIcon } from "../ui/icons.tsx";
import { BroughtBackPage } from "./BroughtBackPage.tsx";
import { ClassPageButtons } from "./ClassPageButtons.tsx";

export function BroughtBackPageOnDesk(
  { lesson, shared }: { lesson: LiveClass; shared: SharedPage },
) {
  const { actions, session, zone } = lesson;
  const isStaffs = shared.rooms?.length === 0;
  return (
    <div class="stack">
      <div class="card stack">
        <div>
          <h3>{shared.name}</h3>
          <p class="small quiet">{isStaffs ? t.onlyPresent : t.forAll}</p>
        </div>
        {!lesson.reads && !lesson.over && (
          <div class="actions">
            <ClassPageButtons lesson={lesson} shared={shared} />
            <Button
              look="bare"
              onClick={() => actions.takeBack(shared.id, shared.name)}
            >
              <UndoIcon />
              {t.takeBack}
            </Button>
          </div>
        )}
      </div>
      <BroughtBackPage session={session} shared={shared} zone={zone} />
    </div>
  );
}
