import type { Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { safeMessage } from "../../../modules/loyalty/utils/safe-message"
import type { JobRun } from "../utils/job-lease"
import { loyaltyService } from "../utils/loyalty"
import { firstIdSince } from "../utils/time-ordered-id"
import {
  enqueueEnrolment,
  enrollingAccounts,
  enrolmentSubject,
  type EnrollingAccount,
} from "./enrol-customer"

const BATCH = 200

interface RegisteredCustomer {
  id: string
  created_at: string | Date
}

/**
 * Enrols customers who registered since a moment and whose event was lost; the drain sends what
 * this puts into the outbox. Who was enrolled before costs a part of one indexed read.
 */
export async function enrolRecent(
  container: MedusaContainer,
  { since, run }: { since: Date; run: JobRun },
): Promise<{ enrolled: number; failed: number }> {
  const figures = { enrolled: 0, failed: 0 }
  const accounts = await enrollingAccounts(container)
  if (accounts.length === 0) {
    return figures
  }
  for await (const customers of registeredPages(container, since)) {
    for (const { customer_id, account } of await missing(container, customers, accounts)) {
      if (run.isOver()) {
        return figures
      }
      try {
        await enqueueEnrolment(container, { customer_id, account })
        figures.enrolled += 1
      } catch (error) {
        const logger: Logger = container.resolve(ContainerRegistrationKeys.LOGGER)
        logger.error(`loyalty: customer ${customer_id} was not enrolled: ${safeMessage(error)}`)
        figures.failed += 1
      }
    }
  }
  return figures
}

/**
 * Whom no enrolment stands for. Who registered before the store was last changed is left out: the
 * store may not have enrolled anybody then, and nobody is enrolled in hindsight.
 */
async function missing(
  container: MedusaContainer,
  customers: readonly RegisteredCustomer[],
  accounts: readonly EnrollingAccount[],
): Promise<{ customer_id: string; account: EnrollingAccount }[]> {
  const wanted = accounts.flatMap((account) =>
    customers
      .filter(({ created_at }) => new Date(created_at) >= new Date(account.config.updated_at))
      .map(({ id: customer_id }) => ({ customer_id, account })),
  )
  const subjects = wanted.map(({ customer_id, account }) => enrolmentSubject(customer_id, account))
  const known = new Set(await loyaltyService(container).enrolledSubjects(subjects))
  return wanted.filter(
    ({ customer_id, account }) => !known.has(enrolmentSubject(customer_id, account)),
  )
}

/** Customers with an account, by id, which begins with the time. Guests did not register. */
async function* registeredPages(
  container: MedusaContainer,
  since: Date,
): AsyncGenerator<RegisteredCustomer[]> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  for (let after = firstIdSince("cus", since); ;) {
    const { data } = await query.graph({
      entity: "customer",
      fields: ["id", "created_at"],
      // A shop may have given imported customers ids of its own, which tell no time.
      filters: { id: { $gt: after }, created_at: { $gte: since }, has_account: true },
      pagination: { take: BATCH, skip: 0, order: { id: "ASC" } },
    })
    const customers = data as RegisteredCustomer[]
    const last = customers.at(-1)
    if (!last) {
      return
    }
    yield customers
    after = last.id
  }
}
