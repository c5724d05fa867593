const CODE_LENGTH = 12

/** The twelfth digit of a UPC-A code: odd places weigh three, and the sum ends in zero. */
export function upcCheckDigit(firstElevenDigits: string): number {
  const sum = [...firstElevenDigits].reduce(
    (total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1),
    0,
  )
  return (10 - (sum % 10)) % 10
}

/** Whether a text is a UPC-A code with the right check digit. */
export function isUpcA(code: string): boolean {
  return (
    /^\d+$/.test(code) &&
    code.length === CODE_LENGTH &&
    upcCheckDigit(code.slice(0, -1)) === Number(code.at(-1))
  )
}
