import { removeMarkdown } from "../../formats/markdown/previews.ts";
import { assistant as t } from "texts/assistant.ts";
import { Markdown } from "../markdown/Markdown.tsx";
import { AssistantIcon, TemplateIcon } from "../ui/icons.tsx";
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

export function TemplateName({ name }: { name: string }) {
  return (
    <span class="row snug template-name small">
      <TemplateIcon />
      <span class="visually-hidden">{t.template}</span>
      <span class="brief">{name}</span>
    </span>
  );
}

export function ConversationOpening(
  { name, firstMessage }: { name: string; firstMessage?: string },
) {
  return (
    <div class="stack opening">
      <TemplateName name={name} />
      {firstMessage && (
        <div class="stack tight answer">
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

export function SubmissionGrade(
  { grade, comment }: { grade?: string; comment?: string },
) {
  return (
    <dl class="stack snug mark-note">
      {grade && (
        <div>
          <dt>{t.mark}</dt>
          <dd class="mark-grade">{grade}</dd>
        </div>
      )}
      {comment && (
        <div>
          <dt>{t.comment}</dt>
          <dd>{removeMarkdown(comment).trim()}</dd>
        </div>
      )}
    </dl>
  );
}
