/** Before the findings in the output of the booted application, which Medusa's own lines share. */
export const MARKER = "loyalty-doctor-findings:"

/** Environment variable that hands `MEDUSA_WORKER_MODE` past `medusa exec`, which overwrites it. */
export const WORKER_MODE = "LOYALTY_DOCTOR_WORKER_MODE"
