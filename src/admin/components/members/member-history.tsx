import { Container, Skeleton, Table } from "@medusajs/ui"
import { useState } from "react"

import { useLoyaltyMemberHistory } from "../../hooks/api/loyalty-members"
import { useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { LoadError } from "../load-error"
import { Nothing, SectionTitle } from "./section-title"

const PAGE_SIZE = 20

/** What the engine says the member earned and spent, page by page. */
export const MemberHistory = ({ id }: { id: string }) => {
  const t = useMessages()
  const format = useFormat()
  const [page, setPage] = useState(0)
  const {
    history,
    count = 0,
    isPending,
    isError,
    error,
    refetch,
  } = useLoyaltyMemberHistory(id, {
    offset: page * PAGE_SIZE,
    limit: PAGE_SIZE,
  })
  const pages = Math.max(1, Math.ceil(count / PAGE_SIZE))
  return (
    <Container
      className="divide-y overflow-hidden p-0"
      role="group"
      aria-label={t("members.history")}
    >
      <SectionTitle note={count > 0 ? t("members.historyNote", { count }) : undefined}>
        {t("members.history")}
      </SectionTitle>
      {isPending && <Skeleton className="m-6 h-16" aria-busy="true" />}
      {isError && <LoadError error={error} onRetry={() => void refetch()} />}
      {history?.length === 0 && <Nothing>{t("members.noHistory")}</Nothing>}
      {history && history.length > 0 && (
        <Table>
          <Table.Body>
            {history.map((entry, index) => (
              <Table.Row key={`${String(entry.at)}-${index}`}>
                <Table.Cell>{format.time(entry.at)}</Table.Cell>
                <Table.Cell>{entry.description}</Table.Cell>
                <Table.Cell>{entry.receipt_id}</Table.Cell>
                <Table.Cell className="text-end">{format.integer(entry.points)}</Table.Cell>
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      )}
      {count > PAGE_SIZE && (
        <Table.Pagination
          count={count}
          pageSize={PAGE_SIZE}
          pageIndex={page}
          pageCount={pages}
          canPreviousPage={page > 0}
          canNextPage={page < pages - 1}
          previousPage={() => setPage(page - 1)}
          nextPage={() => setPage(page + 1)}
          translations={{
            of: t("table.of"),
            results: t("table.results"),
            pages: t("table.pages"),
            prev: t("table.previous"),
            next: t("table.next"),
          }}
        />
      )}
    </Container>
  )
}
