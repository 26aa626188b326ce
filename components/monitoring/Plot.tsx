/** A plot as small as a word: bars of how many questions were asked, five minutes each. */
import "./Plot.css";

/** The plot; `label` says in words what it shows. */
export function Plot(
  { counts, label }: { counts: readonly number[]; label: string },
) {
  const height = 20, width = 4, gap = 1;
  const top = Math.max(3, ...counts);
  return (
    <svg
      class="plot"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${counts.length * (width + gap)} ${height}`}
      preserveAspectRatio="none"
    >
      <title>{label}</title>
      {counts.map((count, i) => {
        const bar = Math.max(1, Math.round(count / top * height));
        return (
          <rect
            key={i}
            class={count > 0 ? "some" : undefined}
            x={i * (width + gap)}
            y={height - bar}
            width={width}
            height={bar}
          />
        );
      })}
    </svg>
  );
}
