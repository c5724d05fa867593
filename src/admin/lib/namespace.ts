/** Our own namespace: Medusa's keys, and other plugins', are never touched. */
export const NAMESPACE = "loyalty_engine"
