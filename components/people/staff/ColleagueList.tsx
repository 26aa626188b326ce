import { type Signal, signal, useSignal } from "@preact/signals";
import { useEffect, useId, useMemo } from "preact/hooks";
import type {
  ColleagueEntry,
  Member,
} from "../../../classroom/model/members.ts";
import type { InvitationView } from "../../../classroom/model/views.ts";
import { colleagues as t } from "texts/people_staff.ts";
import { RefusedRequestNotice } from "../../client/RefusedRequestNotice.tsx";
import { SessionApi } from "../../client/session_api.ts";
import type { StaffFacts } from "../../client/staff_facts.ts";
import { LastActionNotice } from "../LastActionNotice.tsx";
import { Button, Form } from "../../ui/Button.tsx";
import { InputField } from "../../ui/InputField.tsx";
import type { ActionNotice } from "../student_actions.ts";
import "../people.css";

export function ColleagueList({ id, staff, members, owns }: {
  id: string;
  /** Null until the class is open on this page. */
  staff: StaffFacts | null;
  members: Readonly<Record<string, Member>>;
  /** Whether the teacher owns the class, and so may invite. */
  owns: boolean;
}) {
  const heading = useId();
  const invitations = useMemo(() => new Invitations(id), [id]);
  useEffect(() => {
    if (owns) void invitations.load();
  }, [invitations, owns]);
  const observers = here(staff?.observers.value, members);
  const helpers = here(staff?.moderators.value, members);
  return (
    <section class="card stack colleagues" aria-labelledby={heading}>
      <h2 id={heading}>{t.heading}</h2>
      <p class="quiet">{t.intro}</p>
      <LastActionNotice actions={invitations} />
      <RefusedRequestNotice api={invitations.api} />
      {staff && (
        <div class="stack tight">
          <h3>{t.now}</h3>
          {observers.length === 0
            ? <p class="quiet">{t.nobody}</p>
            : (
              <ul class="stack flush colleagues-list">
                {observers.map(({ account, name }) => (
                  <li key={account}>
                    <span>{name}</span>
                    <Button
                      look="small"
                      aria-label={t.endNamed({ name })}
                      onClick={() => invitations.endObserving(account, name)}
                    >
                      {t.end}
                    </Button>
                  </li>
                ))}
              </ul>
            )}
        </div>
      )}
      {helpers.length > 0 && (
        <div class="stack tight">
          <h3>{t.coTeachers}</h3>
          <ul class="stack flush colleagues-list">
            {helpers.map(({ account, name }) => <li key={account}>{name}</li>)}
          </ul>
        </div>
      )}
      {owns && <Invite invitations={invitations} />}
    </section>
  );
}

function here(
  all: Readonly<Record<string, ColleagueEntry>> = {},
  members: Readonly<Record<string, Member>>,
) {
  return Object.entries(all)
    .sort(([, a], [, b]) => a.at - b.at)
    .flatMap(([account, { member }]) => {
      const entry = members[member];
      return entry && !entry.removed ? [{ account, name: entry.name }] : [];
    });
}

const roles = () => ({ observer: t.observer, moderator: t.moderator });

function Invite({ invitations }: { invitations: Invitations }) {
  const id = useId();
  const email = useSignal("");
  const all = invitations.all.value;
  const words = roles();
  const invite = async (as: InvitationView["as"]) => {
    if (await invitations.invite(email.value.trim(), as)) email.value = "";
    else globalThis.document.getElementById(`${id}-email`)?.focus();
  };
  return (
    <>
      <Form
        class="stack tight"
        noValidate
        onSubmit={() => invite("observer")}
      >
        <h3>{t.inviteHeading}</h3>
        <InputField
          id={`${id}-email`}
          name="email"
          type="email"
          label={t.email}
          hint={invitations.mailed.value ? t.mailed : t.honest}
          value={email}
          error={invitations.refused.value}
          autoComplete="off"
          onInput={(event) => {
            email.value = event.currentTarget.value;
            invitations.refused.value = "";
          }}
        />
        {invitations.forAnybody.value && <p class="quiet">{t.unproved}</p>}
        <div class="actions">
          <Button type="submit">{t.inviteObserver}</Button>
          <Button onClick={() => invite("moderator")}>
            {t.inviteModerator}
          </Button>
        </div>
      </Form>
      <div class="stack tight">
        <h3>{t.invited}</h3>
        {all === null
          ? <p class="quiet">{t.loading}</p>
          : all.length === 0
          ? <p class="quiet">{t.none}</p>
          : (
            <ul class="stack flush colleagues-list">
              {all.map((one) => (
                <li key={one.email}>
                  <span>{one.email}</span>
                  <span class="badge">{words[one.as]}</span>
                  <Button
                    look="small"
                    aria-label={t.takeBackNamed({ email: one.email })}
                    onClick={() => invitations.takeBack(one)}
                  >
                    {t.takeBack}
                  </Button>
                </li>
              ))}
            </ul>
          )}
      </div>
    </>
  );
}

// The owner's invitations (S-8, S-9). The last invitation or withdrawal can be undone.

type ColleagueRole = InvitationView["as"];

const paths = { observer: "/invitations", moderator: "/moderators" } as const;

class Invitations {
  /** Null: loading. */
  readonly all: Signal<readonly InvitationView[] | null> = signal(null);
  /** Whether anybody can sign up with an invited address, because addresses are not verified. */
  readonly forAnybody: Signal<boolean> = signal(false);
  readonly mailed: Signal<boolean> = signal(false);
  readonly notice: Signal<ActionNotice | null> = signal(null);
  readonly refused: Signal<string> = signal("");
  readonly api: SessionApi;

  constructor(session: string) {
    this.api = new SessionApi(session);
  }

  async load(): Promise<void> {
    const [observers, moderators] = await Promise.all([
      this.api.get("GET /invitations"),
      this.api.get("GET /moderators"),
    ]);
    if (!observers.ok || !moderators.ok) return;
    const { invitations, forAnybody, mailed } = observers.body;
    this.forAnybody.value = forAnybody;
    this.mailed.value = mailed;
    this.all.value = [...moderators.body.moderators, ...invitations]
      .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  }

  /** Resolves to false if refused. */
  async invite(email: string, as: ColleagueRole): Promise<boolean> {
    this.refused.value = "";
    const answer = await this.api.request(`PUT ${paths[as]}`, { email });
    this.api.refusal.value = null;
    if (!answer.ok) {
      const { type, detail } = answer.problem;
      this.refused.value = type === "malformed" ? t.badEmail : detail;
      return false;
    }
    this.notice.value = {
      text: t.wasInvited({ email }),
      undo: () => this.#withdraw(email, as),
    };
    await this.load();
    return true;
  }

  async takeBack({ email, as }: InvitationView): Promise<void> {
    if (!await this.#withdraw(email, as)) return;
    this.notice.value = {
      text: t.takenBack({ email }),
      undo: () => this.invite(email, as),
    };
  }

  async endObserving(account: string, name: string): Promise<void> {
    const ended = await this.api.act("DELETE /observers/:teacher", {
      teacher: account,
    });
    if (!ended) return;
    this.notice.value = { text: t.ended({ name }) };
    if (this.all.value) await this.load();
  }

  async #withdraw(email: string, as: ColleagueRole): Promise<boolean> {
    const taken = await this.api.act(`DELETE ${paths[as]}`, { email }) !== null;
    if (taken) await this.load();
    return taken;
  }
}
