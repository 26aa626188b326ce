/** A prompt template in a class, as it was when it was shared; the instruction prompt is for staff alone. */
import { live as t } from "texts/resources_live.ts";
import type { SharedTemplate } from "../../../classroom/model/resources/shared.ts";
import { Markdown } from "../../markdown/Markdown.tsx";
import type { LiveClass } from "./live_class.ts";
import { forWhom, kindOf } from "./shared_words.ts";

/** All of it. */
export function SharedTemplateView(
  { lesson, template }: { lesson: LiveClass; template: SharedTemplate },
) {
  const { description, firstMessage, name } = template;
  const { instructions } = lesson.resources.secretOf(template.id);
  return (
    <div class="card stack live-check">
      <div>
        <h3>{name}</h3>
        <p class="small quiet">
          {kindOf(template)} · {forWhom(template, lesson.rooms)}
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
