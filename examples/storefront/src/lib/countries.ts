/** The chain is at home in one country: nobody has to choose it for a phone number. */
export const COUNTRIES = ["US"]
