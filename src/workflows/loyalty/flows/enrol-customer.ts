import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import type { StoreConfigWithChannels } from "../../../modules/loyalty/persistence/config-types"
import { safeMessage } from "../../../modules/loyalty/utils/safe-message"
import { loyaltyService } from "../utils/loyalty"
import { enrolCustomerWorkflow } from "../workflows/enrol-customer"
import { drainOperations } from "./drain-operations"

/**
 * Puts an enrolment into the outbox for each engine account whose store enrols customers who
 * register. Stores that share an account enrol once.
 */
export async function enrolCustomer(
  container: MedusaContainer,
  customer_id: string,
): Promise<void> {
  const service = loyaltyService(container)
  const configs = await service.listStoreConfigsWithChannels()
  const accounts = new Map<string, StoreConfigWithChannels>()
  for (const config of configs) {
    if (config.enabled && config.settings["auto_enroll"] === true) {
      const account = `${config.provider_id}:${config.participant_id}`
      accounts.set(account, accounts.get(account) ?? config)
    }
  }
  for (const [account, config] of accounts) {
    try {
      await enrolWith(container, { customer_id, account, config })
    } catch (error) {
      // A store whose credentials cannot be read must not keep the others from enrolling.
      const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
      logger.error(`loyalty: enrolment with store ${config.store_id} failed: ${safeMessage(error)}`)
    }
  }
}

async function enrolWith(
  container: MedusaContainer,
  input: { customer_id: string; account: string; config: StoreConfigWithChannels },
): Promise<void> {
  const { customer_id, account, config } = input
  const service = loyaltyService(container)
  const connection = await service.connectionFor(config)
  if (!service.provider(config.provider_id).capabilities(connection).has("enrol")) {
    return
  }
  const { result } = await enrolCustomerWorkflow(container).run({
    input: {
      kind: "enrol",
      subject_id: `${customer_id}:${account}`,
      customer_id,
      store_id: config.store_id,
      provider_id: config.provider_id,
      due: true,
    },
  })
  await drainOperations(container, { ids: [result.id] })
}
