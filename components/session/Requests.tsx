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
        <section class="requests stack" aria-labelledby="requests-heading">
          <h2 id="requests-heading">
            <DoorIcon />
            {t.requests}
          </h2>
          <ul class="stack">
            {requests.map(([id, { name, member }]) => (
              <li class="stack tight" key={id}>
                <p>{t.request(members[member]?.name ?? name)}</p>
                <ul class="requests-answers">
                  {answers.map(({ decision, label, hint, look }) => (
                    <li key={decision}>
                      <button
                        type="button"
                        class={`button ${look}`}
                        aria-describedby={hint && `${id}-${decision}`}
                        onClick={() =>
                          props.onDecide(id, decision)}
                      >
                        {label}
                      </button>
                      {hint && (
                        <span class="small" id={`${id}-${decision}`}>
                          {hint}
                        </span>
                      )}
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
