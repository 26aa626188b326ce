/** How a conversation opens that was begun from a prompt template: the template's name, and its first message. */
import { assistant as t } from "texts/assistant.ts";
import { Markdown } from "../markdown/Markdown.tsx";
import { AssistantIcon } from "../ui/icons.tsx";
import { TemplateName } from "./ConversationTitle.tsx";
import "./assistant.css";

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
