import { classList as t } from "texts/groups_desk.ts";
import { ahead } from "texts/groups_ahead.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { dialogRequest } from "../../chat/panel_requests.ts";
import type { ListedStudent } from "../../../classroom/model/class_list.ts";
import { studentsOnClassList } from "./listed_students.ts";
import { Button } from "../../ui/Button.tsx";
import { formatList } from "../../../formats/format_list.ts";
import "./groups_desk.css";

/** One line about the students of the class list who are missing (J-8). */
export function ClassListBar(
  { session, rendered, isEmpty = false }: {
    session: ClassSession | null;
    rendered?: readonly ListedStudent[];
    isEmpty?: boolean;
  },
) {
  const students = studentsOnClassList(session, rendered);
  if (session?.seat.role === "observer") {
    return students.length > 0 && (
      <details>
        <summary>{t.title}</summary>
        <p>{formatList(students.map(({ name }) => name))}</p>
        <MissingStudents students={students} />
      </details>
    );
  }
  return (
    <div class="row class-list-bar">
      <Button
        look="bare small"
        disabled={!session}
        onClick={() => dialogRequest.value = "class-list"}
      >
        {t.title}
      </Button>
      {isEmpty
        ? (
          <p class="class-list-gone">
            <strong>{t.nobodyNow}</strong> <span>{t.nobodyNowText}</span>
          </p>
        )
        : students.length > 0 && <MissingStudents students={students} />}
    </div>
  );
}

function MissingStudents({ students }: { students: readonly ListedStudent[] }) {
  const missing = students.filter(({ is }) => is === "missing")
    .map(({ name }) => name);
  const words = missing.length === 0
    ? students.some(({ is }) => is === "early") ? ahead.allWait : t.allHere
    : t.missing({ names: formatList(missing) });
  return <p class="class-list-words quiet" title={words}>{words}</p>;
}
