/** The teacher's view of what was brought back (W-3): the text, whether it is on **Present**, and **Take back**. */
import { bringBack as t } from "texts/pages_desk.ts";
import type { SharedPage } from "../../classroom/model/resources/shared.ts";
import type { LiveClass } from "../sharing/live/live_class.ts";
import { Button } from "../ui/Button.tsx";
import { UndoIcon } from "../ui/icons.tsx";
import { BroughtBack } from "./BroughtBack.tsx";
import { PageForClass } from "./PageForClass.tsx";

export function BroughtBackLive(
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
            <PageForClass lesson={lesson} shared={shared} />
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
      <BroughtBack session={session} shared={shared} zone={zone} />
    </div>
  );
}
