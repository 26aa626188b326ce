/** A staff member's view of each kind of shared thing. */
import { live as t } from "texts/sharing_live.ts";
import type { SharedTemplate } from "../../../classroom/model/resources/shared.ts";
import { LiveCheck } from "../../checks/live/LiveCheck.tsx";
import { DrawingsLive } from "../../drawings/DrawingsLive.tsx";
import { Markdown } from "../../markdown/Markdown.tsx";
import { PagesLive } from "../../pages/PagesLive.tsx";
import { WallLive } from "../../walls/WallLive.tsx";
import type { ByKind } from "../by_kind.ts";
import type { LiveClass } from "./live_class.ts";
import { forWhom, kindOf } from "./shared_words.ts";

export const deskViews: ByKind<{ lesson: LiveClass }> = {
  template: TemplateLive,
  quiz: LiveCheck,
  poll: LiveCheck,
  wall: WallLive,
  page: PagesLive,
  drawing: DrawingsLive,
};

/** A prompt template as shared; only staff see the instruction prompt. */
function TemplateLive(
  { lesson, shared }: { lesson: LiveClass; shared: SharedTemplate },
) {
  const { description, firstMessage, name } = shared;
  const { instructions } = lesson.resources.secretOf(shared.id);
  return (
    <div class="card stack live-check">
      <div>
        <h3>{name}</h3>
        <p class="small quiet">
          {kindOf(shared)} · {forWhom(shared, lesson.rooms)}
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
