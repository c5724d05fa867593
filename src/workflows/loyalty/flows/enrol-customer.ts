import type { ICustomerModuleService, Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"

import type { StoreConfigWithChannels } from "../../../modules/loyalty/persistence/config-types"
import { safeMessage } from "../../../modules/loyalty/utils/safe-message"
import { loyaltyService } from "../utils/loyalty"
import { enrolCustomerWorkflow } from "../workflows/enrol-customer"
import { drainOperations } from "./drain-operations"

/** An engine account that customers are enrolled with, and a store that can reach it. */
export interface EnrollingAccount {
  account: string
  config: StoreConfigWithChannels
}

/**
 * Puts an enrolment into the outbox for each engine account whose store enrols customers who
 * register. Stores that share an account enrol once. A customer whom a merchant typed in agreed to
 * nothing, and an account made in their name would be nobody's: who registers later finds it taken.
 */
export async function enrolCustomer(
  container: MedusaContainer,
  customer_id: string,
): Promise<void> {
  const accounts = await enrollingAccounts(container)
  if (accounts.length === 0 || !(await hasRegistered(container, customer_id))) {
    return
  }
  for (const account of accounts) {
    try {
      const operation_id = await enqueueEnrolment(container, { customer_id, account })
      await drainOperations(container, { ids: [operation_id] })
    } catch (error) {
      logFailure(container, account.config, error)
    }
  }
}

async function hasRegistered(container: MedusaContainer, customer_id: string): Promise<boolean> {
  const customers: ICustomerModuleService = container.resolve(Modules.CUSTOMER)
  const registered = await customers.listCustomers({ id: customer_id, has_account: true })
  return registered.length > 0
}

/**
 * The engine accounts that enrol customers, each with the first of its stores that can be read: one
 * whose credentials do not open must keep neither its own account nor another from enrolling.
 */
export async function enrollingAccounts(container: MedusaContainer): Promise<EnrollingAccount[]> {
  const configs = await loyaltyService(container).listStoreConfigsWithChannels()
  const accounts = new Map<string, EnrollingAccount>()
  for (const config of configs) {
    const account = `${config.provider_id}:${config.participant_id}`
    const wanted = config.enabled && config.settings["auto_enroll"] === true
    if (wanted && !accounts.has(account) && (await canEnrol(container, config))) {
      accounts.set(account, { account, config })
    }
  }
  return [...accounts.values()]
}

/** What an enrolment is about: a customer is enrolled with an account once. */
export function enrolmentSubject(customer_id: string, { account }: EnrollingAccount): string {
  return `${customer_id}:${account}`
}

/** Puts one enrolment into the outbox; answers its operation, new or not. */
export async function enqueueEnrolment(
  container: MedusaContainer,
  { customer_id, account }: { customer_id: string; account: EnrollingAccount },
): Promise<string> {
  const { result } = await enrolCustomerWorkflow(container).run({
    input: {
      kind: "enrol",
      subject_id: enrolmentSubject(customer_id, account),
      customer_id,
      store_id: account.config.store_id,
      provider_id: account.config.provider_id,
      due: true,
    },
  })
  return result.id
}

async function canEnrol(
  container: MedusaContainer,
  config: StoreConfigWithChannels,
): Promise<boolean> {
  const service = loyaltyService(container)
  try {
    const connection = await service.connectionFor(config)
    return service.provider(config.provider_id).capabilities(connection).has("enrol")
  } catch (error) {
    logFailure(container, config, error)
    return false
  }
}

function logFailure(
  container: MedusaContainer,
  { store_id }: StoreConfigWithChannels,
  error: unknown,
): void {
  const logger: Logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  logger.error(`loyalty: enrolment with store ${store_id} failed: ${safeMessage(error)}`)
}
