/** On the session page: who of the class list is missing, and the way to it (J-8). */
import { classList as t } from "texts/groups_desk.ts";
import type { ClassSession } from "../../session/class_session.ts";
import { dialogRequest } from "../../chat/panel_requests.ts";
import { listedStudents } from "./listed_students.ts";
import { Button } from "../../ui/Button.tsx";
import { writeList } from "../../ui/list.ts";

/** The line above the students. */
export function ClassListBar(
  { session }: { session: ClassSession | null },
) {
  const all = session ? listedStudents(session) : [];
  if (session?.seat.role === "observer") {
    return all.length > 0 && (
      <details>
        <summary>{t.title}</summary>
        <p>{writeList(all.map(({ name }) => name))}</p>
        <Missing all={all} />
      </details>
    );
  }
  return (
    <div class="actions">
      <Button
        disabled={!session}
        onClick={() => dialogRequest.value = "class-list"}
      >
        {t.title}
      </Button>
      {all.length > 0 && <Missing all={all} />}
    </div>
  );
}

function Missing(
  { all }: { all: readonly { name: string; isIn: boolean }[] },
) {
  const missing = all.filter(({ isIn }) => !isIn).map(({ name }) => name);
  return (
    <p>
      {missing.length === 0
        ? t.allHere
        : t.missing({ names: writeList(missing) })}
    </p>
  );
}
