/** Those who ask to be let in under a name that is online elsewhere (J-2): three answers, each with what it means. */
import type { Member, Waiting } from "../../classroom/schema.ts";
import { session as t } from "../../locales/en_session.ts";
import { DoorIcon } from "../icons.tsx";
import "./Requests.css";

/** What the teacher may answer. */
export type Decision = "let-in" | "make-new" | "refuse";

const answers: readonly {
  decision: Decision;
  label: string;
  hint?: string;
  look: string;
}[] = [
  {
    decision: "let-in",
    label: t.letIn,
    hint: t.letInHint,
    look: "main",
  },
  {
    decision: "make-new",
    label: t.makeNew,
    hint: t.makeNewHint,
    look: "",
  },
  { decision: "refuse", label: t.refuse, look: "bare" },
];

/** The requests, oldest first. */
export function Requests(props: {
  requests: Record<string, Waiting>;
  /** The name in question is the roster's, however it was typed. */
  members: Record<string, Member>;
  onDecide: (id: string, decision: Decision) => void;
}) {
  const { members } = props;
  const requests = Object.entries(props.requests)
    .sort(([, a], [, b]) => a.at - b.at);
  return (
    <div role="status" id="requests">
      {requests.length > 0 && (
        <section
          class="requests stack tight"
          aria-labelledby="requests-heading"
        >
          <h3 id="requests-heading">
            <DoorIcon />
            {t.requests}
          </h3>
          <ul class="stack tight">
            {requests.map(([id, { kind, name, member }]) => (
              <li key={id}>
                <p>
                  {kind === "return"
                    ? t.requestReturn(name)
                    : t.request(members[member]?.name ?? name)}
                </p>
                <div class="actions">
                  {answers.map(({ decision, label, hint, look }) => (
                    <button
                      key={decision}
                      type="button"
                      class={`button ${look}`}
                      aria-describedby={hint && `requests-${decision}`}
                      onClick={() => props.onDecide(id, decision)}
                    >
                      {label}
                    </button>
                  ))}
                </div>
              </li>
            ))}
          </ul>
          <ul class="requests-hints small">
            {answers.map(({ decision, label, hint }) =>
              hint && (
                <li key={decision}>
                  <strong>{label}</strong>{" "}
                  <span id={`requests-${decision}`}>{hint}</span>
                </li>
              )
            )}
          </ul>
        </section>
      )}
    </div>
  );
}
