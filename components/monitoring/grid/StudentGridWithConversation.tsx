/** The grid with a conversation next to it, after the class (M-1). */
import { useMemo } from "preact/hooks";
import { session as t } from "texts/sessions_live.ts";
import { splitByRemoval } from "../../people/students.ts";
import { StudentGrid, type StudentGridProps } from "./StudentGrid.tsx";
import { StudentGridTools } from "./StudentGridTools.tsx";
import { StudentGridView } from "./student_grid_view.ts";
import { ConversationAside } from "./ConversationAside.tsx";
import "../monitoring.css";

export function StudentGridWithConversation(
  props: Omit<StudentGridProps, "view" | "isLive"> & { readonly zone: string },
) {
  const view = useMemo(() => new StudentGridView(), []);
  const { present } = splitByRemoval(props.members);
  return (
    <div class="stack board-beside">
      <div class="stack">
        <div class="spread">
          <h2 id="people-heading">{t.peopleWere}</h2>
          <StudentGridTools
            seat={props.seat}
            view={view}
            present={present.length}
          />
        </div>
        <StudentGrid {...props} view={view} isLive={false} />
      </div>
      {view.openStudent.value !== null && (
        <ConversationAside {...props} view={view} isLive={false} />
      )}
    </div>
  );
}
