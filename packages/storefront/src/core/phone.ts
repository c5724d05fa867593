/** What typing a phone number needs; loaded when the field is used, because it is large. */
export interface PhoneFormat {
  /** Two-letter codes of all countries. */
  countries: string[]
  /** For example `+1`; empty for a country that is not known. */
  callingCode(country: string): string
  /** The digits so far as the country writes them. */
  format(text: string, country: string): string
}

/** Loads libphonenumber-js. */
export async function loadPhoneFormat(): Promise<PhoneFormat> {
  const { AsYouType, getCountries, getCountryCallingCode, isSupportedCountry } =
    await import("libphonenumber-js/min")
  return {
    countries: getCountries(),
    callingCode: (country) =>
      isSupportedCountry(country) ? `+${getCountryCallingCode(country)}` : "",
    format: (text, country) =>
      new AsYouType(isSupportedCountry(country) ? country : undefined).input(text),
  }
}
