/** Where every shopper of the measurements lives. */
export const ADDRESS = {
  first_name: "Jo",
  last_name: "Shopper",
  address_1: "1 Main St",
  city: "Austin",
  province: "us-tx",
  postal_code: "78701",
  country_code: "us",
}
