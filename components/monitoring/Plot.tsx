/** A plot as small as a word: a line of how many questions were asked. */
import "./monitoring.css";

const height = 20;
/** So many at one time reach the top at least, so that one question is no peak. */
const least = 3;

/** The plot; `label` says in words what it shows. */
export function Plot(
  { counts, label }: { counts: readonly number[]; label: string },
) {
  const top = Math.max(least, ...counts);
  const last = Math.max(1, counts.length - 1);
  const points = counts.map((count, i) =>
    `${i},${Math.round(10 * height * (1 - count / top)) / 10}`
  ).join(" ");
  return (
    <svg
      class="plot"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${last} ${height}`}
      preserveAspectRatio="none"
    >
      <title>{label}</title>
      <polyline points={points} />
    </svg>
  );
}
