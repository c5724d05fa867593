import { model } from "@medusajs/framework/utils"

/**
 * A column of money. The widest number of Medusa's models is an `integer` of 32 bits, which ends at
 * 21 million rupiah, so that is what a generated migration makes of it. One written by hand makes it
 * `double precision` (`Migration20261130214500`; a test finds a column without one): exact for every
 * whole number that JavaScript counts exactly, and read as a number by entities and by SQL alike,
 * where `bigint` and `numeric` come as text.
 */
export const minorUnits = () => model.number()
