/** Parts of a conversation, wherever one is shown: its title in a list, how it opens, and the teacher's mark. */
import { withoutMarks } from "../../classroom/model/previews.ts";
import { assistant as t } from "texts/assistant.ts";
import { Markdown } from "../markdown/Markdown.tsx";
import { AssistantIcon, TemplateIcon } from "../ui/icons.tsx";
import "./assistant.css";

/** The title, and the prompt template that the conversation was begun from. */
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

export function TemplateName({ name }: { name: string }) {
  return (
    <span class="template-name small">
      <TemplateIcon />
      <span class="visually-hidden">{t.template}</span>
      <span class="brief">{name}</span>
    </span>
  );
}

/** The beginning of a conversation from a template: its name, and its first message. */
export function Opening(
  { name, firstMessage }: { name: string; firstMessage?: string },
) {
  return (
    <div class="exchange opening">
      <TemplateName name={name} />
      {firstMessage && (
        <div class="answer">
          <p class="answer-who small">
            <AssistantIcon />
            <span>{t.title}</span>
          </p>
          <Markdown text={firstMessage} />
        </div>
      )}
    </div>
  );
}

/** What the teacher thought of an answer that was handed in: a mark and a comment, in plain words. */
export function MarkNote(
  { grade, comment }: { grade?: string; comment?: string },
) {
  return (
    <dl class="mark-note">
      {grade && (
        <div>
          <dt>{t.mark}</dt>
          <dd class="mark-grade">{grade}</dd>
        </div>
      )}
      {comment && (
        <div>
          <dt>{t.comment}</dt>
          <dd>{withoutMarks(comment).trim()}</dd>
        </div>
      )}
    </dl>
  );
}
