/** A prompt template in the Class Portal, with a button that starts a conversation. */
import type { SharedTemplate } from "../../classroom/model/resources/shared_resources.ts";
import { template as t } from "texts/templates.ts";
import { OwnAssistant } from "../assistant/own_assistant.ts";
import type { ClassSession } from "../client/class_session.ts";
import { Button } from "../ui/Button.tsx";
import { ChatIcon } from "../ui/icons.tsx";
import "../library/library.css";

/** @param onStart called once the conversation was started on this page, before anything is sent */
export function TemplateCard(
  { session, template, isNamed = false, onStart = () => {} }: {
    session: ClassSession;
    template: SharedTemplate;
    /** Whether the page's heading already has the name. */
    isNamed?: boolean;
    onStart?: () => void;
  },
) {
  const { name, description } = template;
  const start = () => {
    session.part(OwnAssistant).startFromTemplate(template);
    onStart();
  };
  return (
    <div class="stack tight start template-card">
      {!isNamed && <h3>{name}</h3>}
      {description && <p class="template-card-text">{description}</p>}
      <Button
        look="main"
        aria-label={t.startFrom({ name })}
        onClick={start}
      >
        <ChatIcon />
        {t.start}
      </Button>
    </div>
  );
}
