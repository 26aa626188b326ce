/** A conversation in a list: its title, and the prompt template that it was begun from. */
import { assistant as t } from "texts/assistant.ts";
import { TemplateIcon } from "../ui/icons.tsx";
import "./assistant.css";

export function ConversationTitle(
  { title, template }: { title: string; template: string | undefined },
) {
  return (
    <span class="conversation-title">
      <span class="brief">{title || t.untitled}</span>
      {template && <TemplateName name={template} />}
    </span>
  );
}

/** The name of a template, as a mark. */
export function TemplateName({ name }: { name: string }) {
  return (
    <span class="template-name small">
      <TemplateIcon />
      <span class="visually-hidden">{t.template}</span>
      <span class="brief">{name}</span>
    </span>
  );
}
