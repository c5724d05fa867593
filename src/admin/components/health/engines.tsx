import { Badge, Table, Text } from "@medusajs/ui"

import type { EngineHealth } from "../../../types/http/health"
import { adviceOn } from "../../lib/advice"
import { useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { useStoreNames } from "../../lib/use-store-names"
import { Nothing, Section, Status } from "./section"

/** The engine of each store that is on, and its breaker. */
export const Engines = ({ engines }: { engines: EngineHealth[] }) => {
  const t = useMessages()
  const format = useFormat()
  const { nameOf } = useStoreNames()
  return (
    <Section title={t("health.engines")} text={t("health.enginesText")}>
      {engines.length === 0 ? (
        <Nothing>{t("health.noEngines")}</Nothing>
      ) : (
        <Table>
          <Table.Header>
            <Table.Row>
              <Table.HeaderCell>{t("fields.store")}</Table.HeaderCell>
              <Table.HeaderCell>{t("sessions.status")}</Table.HeaderCell>
              <Table.HeaderCell>{t("health.breakerTitle")}</Table.HeaderCell>
              <Table.HeaderCell className="text-end">{t("health.latency")}</Table.HeaderCell>
            </Table.Row>
          </Table.Header>
          <Table.Body>
            {engines.map(({ store_id, status, circuit_breaker, latency, code }) => (
              <Table.Row key={store_id}>
                <Table.Cell>{nameOf(store_id)}</Table.Cell>
                <Table.Cell>
                  <div className="flex flex-col items-start gap-y-1 py-2">
                    <Status status={status} />
                    {code && (
                      <Text size="xsmall" className="text-ui-fg-subtle whitespace-normal">
                        {adviceOn(code, t)}
                      </Text>
                    )}
                  </div>
                </Table.Cell>
                <Table.Cell>
                  <Badge size="2xsmall" color={circuit_breaker === "CLOSED" ? "green" : "red"}>
                    {t(`health.breaker.${circuit_breaker}`)}
                  </Badge>
                </Table.Cell>
                <Table.Cell className="text-end">{format.latency(latency)}</Table.Cell>
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      )}
    </Section>
  )
}
