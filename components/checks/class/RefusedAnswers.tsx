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
  { session, resource }: { session: ClassSession; resource?: string },
) {
  const { resources } = session.part(StudentResources);
  const refusedAnswers = resources.refusedAnswers.value.filter(({ command }) =>
    resource === undefined || command?.resource === resource
  );
  return (
    <>
      {refusedAnswers.map(({ id, refused, detail, command }) => {
        const shared = resources.shared.value.find((sharedResource) =>
          sharedResource.id === command?.resource
        );
        const reason = reasonOf(refused, detail);
        return (
          <Notice key={id} tone="stop">
            <p>
              {shared && resource === undefined
                ? removeDoubledStops(
                  t.notTakenOf({ name: studentTitleOf(shared), why: reason }),
                )
                : t.notTakenWhy({ why: reason })}
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
  const reasonTexts: Readonly<Record<string, string>> = reasons;
  return reasonTexts[reason] ?? reasonTexts[kind] ?? reasons.other;
}
