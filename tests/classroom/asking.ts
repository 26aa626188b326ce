import {
  type ActInput,
  type ActName,
  type ActResult,
  findActs,
} from "../../classroom/acts.ts";
import type { App } from "../../classroom/app.ts";
import type { Identity } from "../../classroom/model/members.ts";

/**
 * Runs an act as the route does for staff, with the fields of its address and its body.
 *
 * @example
 * await runAct(app, teacher, "POST /pick", { from: "students" });
 */
export async function runAct<At extends ActName>(
  app: Partial<App>,
  who: Identity,
  at: At,
  given: Partial<ActInput<At>> = {},
): Promise<ActResult<At>> {
  const [method, address] = at.split(" ");
  const { methods, params } = findActs(address.split("/").slice(1))!;
  const act = methods.get(method)!;
  const rest: Record<string, unknown> = { ...given };
  const filled = Object.fromEntries(
    Object.keys(params).map((name) => {
      const { [name]: value } = rest;
      delete rest[name];
      return [name, String(value)];
    }),
  );
  return await act.answer({
    app: app as App,
    who,
    teacher: null as never,
    params: filled,
    body: act.body?.parse(rest),
    query: act.query?.parse(rest),
    reader: { language: "en", zone: "UTC" },
    addLink: (view) => view,
  }) as ActResult<At>;
}
