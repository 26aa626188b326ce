/** What students see of a prompt template: the card in their Class Portal, and how a conversation opens. */
import { editor as e, template as t } from "texts/templates.ts";
import { Opening } from "../assistant/Opening.tsx";
import { ChatIcon } from "../ui/icons.tsx";
import type { TemplateFields } from "./template_draft.ts";
import "../library/library.css";

/** The preview, as it is being written. */
export function TemplatePreview(
  { fields: { name, description, firstMessage } }: { fields: TemplateFields },
) {
  const title = name.trim() || e.previewName;
  return (
    <div class="stack">
      <div class="box template-preview-card template-card">
        <h3>{title}</h3>
        {description.trim() && (
          <p class="template-card-text">{description.trim()}</p>
        )}
        <span class="button main template-preview-button" aria-hidden="true">
          <ChatIcon />
          {t.start}
        </span>
      </div>
      <div class="box template-preview-opening">
        <Opening name={title} firstMessage={firstMessage.trim() || undefined} />
        {!firstMessage.trim() && <p class="quiet small">{e.previewEmpty}</p>}
      </div>
    </div>
  );
}
