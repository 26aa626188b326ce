/** How many of whom have answered, and who has not. */
import { live as t } from "texts/resources_live.ts";
import type { Standing } from "./standing.ts";

/** With more names than this they wait behind a press. */
const many = 40;

/** The figures; with `named` the names of those who have not answered. `own`: each at their own pace. */
export function WhoAnswered({ standing, online, progress, own, named }: {
  standing: Standing;
  online: ReadonlySet<string>;
  progress: string;
  own: boolean;
  named: boolean;
}) {
  const { answered, done, missing, of } = standing;
  return (
    <div class="who-answered">
      <p class="who-answered-figures figures">
        <strong>{progress}</strong>
        {own && <span class="quiet">{t.handedIn({ done })}</span>}
      </p>
      <svg class="who-answered-bar" aria-hidden="true">
        <rect
          width={`${of > 0 ? 100 * answered / of : 0}%`}
          height="100%"
        />
      </svg>
      {named && of > 0 && missing.length === 0 && (
        <p class="small">{t.allAnswered}</p>
      )}
      {named && missing.length > 0 && (
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
      )}
    </div>
  );
}
