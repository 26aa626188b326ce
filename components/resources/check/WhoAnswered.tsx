/** How many of whom have answered, and who has not. */
import { live as t } from "texts/resources_live.ts";
import type { Standing } from "./standing.ts";

/** With more names than this they wait behind a press. */
const many = 40;

/** The figures. `own`: each at their own pace, so that it is known who has handed in. */
export function Progress({ standing, text, own }: {
  standing: Standing;
  text: string;
  own: boolean;
}) {
  const { answered, done, of } = standing;
  return (
    <div class="who-answered">
      <p class="who-answered-figures figures">
        <strong>{text}</strong>
        {own && <span class="quiet">{t.handedIn({ done })}</span>}
      </p>
      <svg class="who-answered-bar" aria-hidden="true">
        <rect width={`${of > 0 ? 100 * answered / of : 0}%`} height="100%" />
      </svg>
    </div>
  );
}

/** The names of those who have not answered. */
export function Missing({ standing, online }: {
  standing: Standing;
  online: ReadonlySet<string>;
}) {
  const { missing, of } = standing;
  if (of === 0) return null;
  if (missing.length === 0) return <p class="small">{t.allAnswered}</p>;
  return (
    <details open={missing.length <= many}>
      <summary class="figures">
        {t.missing({ count: missing.length })}
      </summary>
      <ul class="who-missing">
        {missing.map(({ id, name }) => (
          <li key={id} data-online={online.has(id)}>
            {name}
            {!online.has(id) && (
              <span class="quiet small">{` (${t.offline})`}</span>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
