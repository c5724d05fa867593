import { z } from "@medusajs/framework/zod"

/**
 * A text that no answer repeats: what is no text becomes an empty one, because Medusa's answer to a
 * wrong type repeats the value and writes it to the log, where a phone number must never be.
 */
export const unrepeated = <Text extends z.ZodType<string>>(text: Text) =>
  z.preprocess((given) => (typeof given === "string" ? given : ""), text).optional()
