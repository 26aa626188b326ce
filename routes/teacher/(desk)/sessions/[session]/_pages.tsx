import { history as t } from "texts/record_history.ts";

export function PageLinks(
  { page, of, hrefOf }: {
    page: number;
    of: number;
    hrefOf: (page: number) => string;
  },
) {
  if (of <= 1 && page === 1) return null;
  return (
    <nav class="history-pages history-tool" aria-label={t.pages}>
      {page > 1 && (
        <a class="button" rel="prev" href={hrefOf(Math.min(page - 1, of))}>
          {t.earlier}
        </a>
      )}
      <span class="quiet">{t.page({ page, of })}</span>
      {page < of && (
        <a class="button" rel="next" href={hrefOf(page + 1)}>{t.later}</a>
      )}
    </nav>
  );
}
