import type { BigNumberInput, BigNumberRawValue } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"

import { toMinor } from "../../../modules/loyalty/domain/money"
import type { MinorUnits } from "../../../types/provider"

/** As many places as a price of three digits with a tax rate of three has; noise is beyond. */
const PAYABLE_PLACES = 8

type Amount = BigNumberInput | BigNumberRawValue

/**
 * An amount that Medusa computed, as a plain decimal in major units. It divides a discount by its
 * line's quantity and multiplies it back, which leaves noise at the twentieth place, and it keeps the
 * same amount at different lengths in different columns.
 */
export function withoutNoise(amount: Amount): string {
  return MathBN.convert(amount).decimalPlaces(PAYABLE_PLACES).toFixed()
}

/** The same in minor units. With its noise, half a unit could fall to either side. */
export function payable(amount: Amount, digits: number): MinorUnits {
  return toMinor(withoutNoise(amount), digits)
}
