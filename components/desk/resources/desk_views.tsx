import { live as t } from "texts/sharing_live.ts";
import type { SharedTemplate } from "../../../classroom/model/resources/shared_resources.ts";
import { LiveCheck } from "../../checks/live/LiveCheck.tsx";
import { LiveDrawings } from "../../drawings/LiveDrawings.tsx";
import { Markdown } from "../../markdown/Markdown.tsx";
import { PagesOnDesk } from "../../pages/PagesOnDesk.tsx";
import { WallOnDesk } from "../../walls/WallOnDesk.tsx";
import type { ViewsByKind } from "../../resources/views_by_kind.ts";
import type { LiveClass } from "../../resources/live/live_class.ts";
import {
  describeAudience,
  kindNameOf,
} from "../../resources/live/resource_words.ts";

export const deskViews: ViewsByKind<{ lesson: LiveClass }> = {
  template: TemplateOnDesk,
  quiz: LiveCheck,
  poll: LiveCheck,
  wall: WallOnDesk,
  page: PagesOnDesk,
  drawing: LiveDrawings,
};

/** A shared prompt template. Only staff see its instruction prompt. */
function TemplateOnDesk(
  { lesson, shared }: { lesson: LiveClass; shared: SharedTemplate },
) {
  const { description, firstMessage, name } = shared;
  const { instructions } = lesson.resources.secretOf(shared.id);
  return (
    <div class="card stack live-check">
      <div>
        <h3>{name}</h3>
        <p class="small quiet">
          {kindNameOf(shared)} · {describeAudience(shared, lesson.rooms)}
        </p>
      </div>
      {description && <p>{description}</p>}
      {firstMessage && (
        <div>
          <h4 class="small quiet">{t.firstMessage}</h4>
          <Markdown text={firstMessage} />
        </div>
      )}
      {instructions && (
        <div>
          <h4 class="small quiet">{t.instructions}</h4>
          <p class="hint">{t.instructionsHint}</p>
          <p class="shared-prompt">{instructions}</p>
        </div>
      )}
    </div>
  );
}
