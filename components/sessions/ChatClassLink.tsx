/** A link to the class of the chat, on pages that may be about another class. */
import type { ComponentChildren } from "preact";
import { portal as t } from "texts/sessions_portal.ts";
import type { ClassSession } from "../client/class_session.ts";
import "./sessions.css";
import { localPath } from "../../locales/local_path.ts";

export function ChatClassLink({ session, children }: {
  session: ClassSession;
  children?: ComponentChildren;
}) {
  const { name } = session.facts.info.value;
  const { session: id, role } = session.seat;
  if (!name) return null;
  return (
    <p class="chat-of small">
      {t.chatOf}{" "}
      <a
        href={localPath(
          role === "student" ? `/class/${id}` : `/teacher/sessions/${id}`,
        )}
      >
        {name}
      </a>{" "}
      {children}
    </p>
  );
}
