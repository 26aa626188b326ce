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
import { ActionToast } from "../ActionToast.tsx";
import { Button, Form } from "../../ui/Button.tsx";
import { InputField } from "../../ui/InputField.tsx";
import type { ActionNotice } from "../student_actions.ts";
import "../people.css";

export function ColleagueList({ id, staff, members, isOwner }: {
  id: string;
  /** Null until the class is open on this page. */
  staff: StaffFacts | null;
  members: Readonly<Record<string, Member>>;
  /** Whether the teacher owns the class, and so may invite. */
  isOwner: boolean;
}) {
  const heading = useId();
  const invitations = useMemo(() => new Invitations(id), [id]);
  useEffect(() => {
    if (isOwner) void invitations.load();
  }, [invitations, isOwner]);
  const observers = listPresent(staff?.observers.value, members);
  const helpers = listPresent(staff?.moderators.value, members);
  return (
    <section class="card stack colleagues" aria-labelledby={heading}>
      <h2 id={heading}>{t.heading}</h2>
      <p class="quiet">{t.intro}</p>
      <ActionToast actions={invitations} />
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
      {isOwner && <Invite invitations={invitations} />}
    </section>
  );
}

function listPresent(
  colleagues: Readonly<Record<string, ColleagueEntry>> = {},
  members: Readonly<Record<string, Member>>,
) {
  return Object.entries(colleagues)
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
  const sentInvitations = invitations.all.value;
  const roleNames = roles();
  const invite = async (role: InvitationView["as"]) => {
    if (await invitations.invite(email.value.trim(), role)) email.value = "";
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
        {sentInvitations === null
          ? <p class="quiet">{t.loading}</p>
          : sentInvitations.length === 0
          ? <p class="quiet">{t.none}</p>
          : (
            <ul class="stack flush colleagues-list">
              {sentInvitations.map((invitation) => (
                <li key={invitation.email}>
                  <span>{invitation.email}</span>
                  <span class="badge">{roleNames[invitation.as]}</span>
                  <Button
                    look="small"
                    aria-label={t.takeBackNamed({ email: invitation.email })}
                    onClick={() => invitations.takeBack(invitation)}
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
  async invite(email: string, role: ColleagueRole): Promise<boolean> {
    this.refused.value = "";
    const answer = await this.api.request(`PUT ${paths[role]}`, { email });
    this.api.refusal.value = null;
    if (!answer.ok) {
      const { type, detail } = answer.problem;
      this.refused.value = type === "malformed" ? t.badEmail : detail;
      return false;
    }
    this.notice.value = {
      text: t.wasInvited({ email }),
      undo: () => this.#withdraw(email, role),
    };
    await this.load();
    return true;
  }

  async takeBack({ email, as: role }: InvitationView): Promise<void> {
    if (!await this.#withdraw(email, role)) return;
    this.notice.value = {
      text: t.takenBack({ email }),
      undo: () => this.invite(email, role),
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

  async #withdraw(email: string, role: ColleagueRole): Promise<boolean> {
    const isWithdrawn =
      await this.api.act(`DELETE ${paths[role]}`, { email }) !== null;
    if (isWithdrawn) await this.load();
    return isWithdrawn;
  }
}
