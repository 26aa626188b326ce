import { history as t } from "texts/record_history.ts";

export function PageLinks(
  { page, pageCount, hrefOf }: {
    page: number;
    pageCount: number;
    hrefOf: (page: number) => string;
  },
) {
  if (pageCount <= 1 && page === 1) return null;
  return (
    <nav class="cluster loose history-tool" aria-label={t.pages}>
      {page > 1 && (
        <a
          class="button"
          rel="prev"
          href={hrefOf(Math.min(page - 1, pageCount))}
        >
          {t.earlier}
        </a>
      )}
      <span class="quiet">{t.page({ page, of: pageCount })}</span>
      {page < pageCount && (
        <a class="button" rel="next" href={hrefOf(page + 1)}>{t.later}</a>
      )}
    </nav>
  );
}
