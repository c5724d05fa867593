/** Key of the module in the container. `loyalty` belongs to the official loyalty plugin. */
export const LOYALTY_MODULE = "loyalty_engine"
