/** Key of the module in the container. `loyalty` belongs to the official loyalty plugin. */
export const LOYALTY_MODULE = "loyalty_engine"

/** The longest id that anybody has: whatever is longer is a stranger's text. */
export const ID_LENGTH_MAX = 100
