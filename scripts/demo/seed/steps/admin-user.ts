import { createUserAccountWorkflow } from "@medusajs/medusa/core-flows"
import { Modules } from "@medusajs/framework/utils"

import type { Row, SeedContext } from "../context"

/** The person who signs in to Admin. */
export interface AdminLogin {
  email: string
  password: string
}

/** Makes the admin user once; a password that was changed later stays. */
export async function seedAdminUser(context: SeedContext, login: AdminLogin): Promise<void> {
  const [known] = await context.find<Row>("user", ["id"], { email: login.email })
  if (known) {
    return
  }
  const auth = context.container.resolve(Modules.AUTH)
  const { authIdentity, error } = await auth.register("emailpass", { body: { ...login } })
  const identity = authIdentity ?? (await leftoverIdentity(context, login.email))
  if (!identity) {
    throw new Error(
      `The admin user ${login.email} could not be made: ${error ?? "no reason given"}`,
    )
  }
  await createUserAccountWorkflow(context.container).run({
    input: {
      authIdentityId: identity.id,
      userData: { email: login.email, first_name: "Fastlane", last_name: "Manager" },
    },
  })
}

// A run that was killed between the two steps leaves an identity without a user.
async function leftoverIdentity(
  context: SeedContext,
  email: string,
): Promise<{ id: string } | undefined> {
  const [identity] = await context.container
    .resolve(Modules.AUTH)
    .listAuthIdentities({ provider_identities: { entity_id: email, provider: "emailpass" } })
  return identity
}
