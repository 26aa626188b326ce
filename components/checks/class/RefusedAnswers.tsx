import { items as t, refused as reasons } from "texts/sharing_class.ts";
import { removeDoubledStops } from "../../../locales/doubled_stops.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import {
  StudentResources,
  studentTitleOf,
} from "../../resources/class/student_resources.ts";

export function RefusedAnswers(
  { session, of }: { session: ClassSession; of?: string },
) {
  const { resources } = session.part(StudentResources);
  const all = resources.refusedAnswers.value.filter(({ command }) =>
    of === undefined || command?.resource === of
  );
  return (
    <>
      {all.map(({ id, refused, detail, command }) => {
        const shared = resources.shared.value.find((it) =>
          it.id === command?.resource
        );
        const why = reasonOf(refused, detail);
        return (
          <Notice key={id} tone="stop">
            <p>
              {shared && of === undefined
                ? removeDoubledStops(
                  t.notTakenOf({ name: studentTitleOf(shared), why }),
                )
                : t.notTakenWhy({ why })}
            </p>
            <Button look="small" onClick={() => resources.discard(id)}>
              {t.ok}
            </Button>
          </Notice>
        );
      })}
    </>
  );
}

function reasonOf(kind: string, reason: string): string {
  const known: Readonly<Record<string, string>> = reasons;
  return known[reason] ?? known[kind] ?? reasons.other;
}
