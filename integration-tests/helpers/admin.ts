import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, generateJwtToken, Modules } from "@medusajs/framework/utils"
import { createUserAccountWorkflow } from "@medusajs/medusa/core-flows"

/** Request options that carry who is asking; hand them to `api.get` and its like. */
export interface RequestOptions {
  readonly headers: Record<string, string>
}

/** An admin who can also log in through the browser. */
export interface AdminUser {
  readonly id: string
  readonly email: string
  readonly password: string
  readonly auth_identity_id: string
}

/** Creates an admin user with e-mail and password. */
export const createAdminUser = async (
  container: MedusaContainer,
  email = "admin@example.com",
): Promise<AdminUser> => {
  const password = "supersecret"
  const { authIdentity, error } = await container
    .resolve(Modules.AUTH)
    .register("emailpass", { body: { email, password } })
  if (!authIdentity) {
    throw new Error(`Could not register the admin ${email}: ${error}`)
  }
  const { result: user } = await createUserAccountWorkflow(container).run({
    input: { authIdentityId: authIdentity.id, userData: { email } },
  })
  return { id: user.id, email, password, auth_identity_id: authIdentity.id }
}

/** Creates an admin user and returns the headers of a request that this user sends. */
export const adminHeaders = async (
  container: MedusaContainer,
  email?: string,
): Promise<RequestOptions> => {
  const user = await createAdminUser(container, email)
  const { http } = container.resolve(ContainerRegistrationKeys.CONFIG_MODULE).projectConfig
  const token = generateJwtToken(
    {
      actor_id: user.id,
      actor_type: "user",
      auth_identity_id: user.auth_identity_id,
      app_metadata: { user_id: user.id },
    },
    { secret: http.jwtSecret, expiresIn: "1d" },
  )
  return { headers: { authorization: `Bearer ${token}` } }
}
