/** On the session page: who of the class list is missing, and the way to it (J-8). */
import { classList as t } from "texts/groups_desk.ts";
import { ahead } from "texts/groups_ahead.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { dialogRequest } from "../../chat/panel_requests.ts";
import type { ListedStudent } from "../../../classroom/model/listed.ts";
import { listedStudents } from "./listed_students.ts";
import { Button } from "../../ui/Button.tsx";
import { writeList } from "../../ui/list.ts";
import "./groups_desk.css";

/** The line below the students; as many as are missing, it is one. */
export function ClassListBar(
  { session, rendered, empty = false }: {
    session: ClassSession | null;
    /** Whom the server found of the list. */
    rendered?: readonly ListedStudent[];
    /** Everybody has gone: then that stands there. */
    empty?: boolean;
  },
) {
  const all = listedStudents(session, rendered);
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
    <div class="actions class-list-bar">
      <Button
        look="bare small"
        disabled={!session}
        onClick={() => dialogRequest.value = "class-list"}
      >
        {t.title}
      </Button>
      {empty
        ? (
          <p class="class-list-gone">
            <strong>{t.nobodyNow}</strong> <span>{t.nobodyNowText}</span>
          </p>
        )
        : all.length > 0 && <Missing all={all} />}
    </div>
  );
}

function Missing({ all }: { all: readonly ListedStudent[] }) {
  const missing = all.filter(({ is }) => is === "missing")
    .map(({ name }) => name);
  const words = missing.length === 0
    ? all.some(({ is }) => is === "early") ? ahead.allWait : t.allHere
    : t.missing({ names: writeList(missing) });
  return <p class="class-list-words quiet" title={words}>{words}</p>;
}
